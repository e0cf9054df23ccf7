import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, type ConfigClass } from '@skein/platform';
import { DCLinter } from 'dclint';
import { validate } from 'dockerfile-utils';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFile(join(root, path), 'utf8');
const apps = (await readdir(join(root, 'apps'))).filter((name) => name !== 'cli').sort();

/** Fails with every problem when an app would not accept these variables. */
async function mustStartWith(app: string, env: Record<string, string>) {
  const exported = Object.values((await import(`../apps/${app}/src/app.config.ts`)) as Record<string, ConfigClass>);
  const config = exported.find((one) => typeof one === 'function' && 'schema' in one)!;
  try {
    loadConfig(config.schema, env);
  } catch (error) {
    throw new Error((error as { why: string }).why, { cause: error });
  }
}

describe('the Dockerfile', () => {
  let text: string;
  beforeAll(async () => void (text = await read('deploy/docker/Dockerfile')));

  it('is one that the builder takes', () => {
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('COPY . .', 'COPY .'))).not.toEqual([]);
  });

  it('builds in stages from one pinned Node, runs as nobody special, and tells its health', () => {
    const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(bases).toEqual(['node:24.21.0-slim', 'build', 'node:24.21.0-slim']);
    expect(text.lastIndexOf('\nUSER node\n')).toBeGreaterThan(text.lastIndexOf('\nFROM '));
    expect(text).toContain('HEALTHCHECK');
  });

  it('copies only what is there', async () => {
    const copied = [...text.matchAll(/--from=installed \/skein\/(\S+)/g)].map(([, path]) => path!.split('/')[0]);
    expect([...(await readdir(root)), 'node_modules']).toEqual(expect.arrayContaining(copied));
  });
});

interface Compose {
  services: Record<
    string,
    {
      image?: string;
      build?: { dockerfile: string; args: { APP: string } };
      environment?: Record<string, string>;
      ports?: string[];
      depends_on?: Record<string, { condition: string }>;
      healthcheck?: { disable?: boolean };
    }
  >;
}

describe('docker-compose.yml', () => {
  let text: string;
  let services: Compose['services'];
  beforeAll(async () => {
    text = await read('docker-compose.yml');
    services = (parse(text.replace(/\$\{\w+:-([^}]*)\}/g, '$1'), { merge: true }) as Compose).services;
  });

  it('fits the Compose specification', async () => {
    expect(await composeErrors(text)).toEqual([]);
    expect(await composeErrors(text.replace('condition: service_healthy', 'condition: healthy'))).not.toEqual([]);
  });

  it('holds every app, the broker, the database and the vector index, all of fixed versions', () => {
    const built = Object.entries(services).filter(([, { build }]) => build);
    expect(built.map(([name, { build }]) => [name, build!.args.APP]).sort()).toEqual(
      [...apps.map((app) => [app, app]), ['migrate', 'cli']].sort(),
    );
    const images = Object.values(services).flatMap(({ image }) => image ?? []);
    expect(images).toEqual(['apache/kafka:4.3.1', 'postgres:18', expect.stringMatching(/^qdrant\/qdrant:v1\.18\.\d+$/)]);
  });

  it('starts each part when what it needs is healthy, and the apps when the topics and schemas are made', () => {
    const needs = (name: string): string[] => Object.keys(services[name]!.depends_on ?? {}).flatMap((one) => [one, ...needs(one)]);
    for (const app of apps) expect(needs(app)).toEqual(expect.arrayContaining(['migrate', 'kafka', 'postgres']));
    for (const { depends_on = {} } of Object.values(services)) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe(needed === 'migrate' ? 'service_completed_successfully' : 'service_healthy');
        if (condition === 'service_healthy')
          expect(services[needed]).toMatchObject(services[needed]!.image ? { healthcheck: {} } : { build: {} });
      }
    }
  });

  it.each(apps)('gives %s what its configuration asks for', (app) => mustStartWith(app, services[app]!.environment!));

  it('opens ports to this machine only', () => {
    for (const port of Object.values(services).flatMap(({ ports }) => ports ?? [])) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

async function composeErrors(text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'skein-compose-'));
  try {
    const file = join(folder, 'docker-compose.yml');
    await writeFile(file, text);
    // what comes first is told by meaning here, not by the alphabet
    const order = ['services', 'service-dependencies'].map((what) => [`${what}-alphabetical-order`, 0] as const);
    const rules = { ...Object.fromEntries(order), 'top-level-properties-order': 0 as const };
    const found = new DCLinter({ rules, quiet: false, debug: false, exclude: [] }).lintFiles([file], false) as {
      messages: { rule: string; line: number; message: string }[];
    }[];
    return found.flatMap(({ messages }) => messages.map(({ rule, line, message }) => `${rule} ${line}: ${message}`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const models = { Deployment, Job, ConfigMap, Service };

describe('the Kubernetes base', () => {
  const folder = 'deploy/k8s/base';
  const parts: { value: { kind: string; metadata: { name: string } } }[] = [];
  let kustomization: { resources: string[]; images: { name: string; newTag: string }[] };
  const named = <T>(kind: string, name: string) =>
    parts.find(({ value }) => value.kind === kind && value.metadata.name === name)?.value as T | undefined;

  beforeAll(async () => {
    kustomization = parse(await read(`${folder}/kustomization.yaml`)) as typeof kustomization;
    for (const file of kustomization.resources) {
      for (const document of parseAllDocuments(await read(`${folder}/${file}`))) parts.push({ value: document.toJS() });
    }
  });

  it('is made of every file in its folder', async () =>
    expect([...kustomization.resources, 'kustomization.yaml'].sort()).toEqual((await readdir(join(root, folder))).sort()));

  it('fits the schemas of Kubernetes', () => {
    for (const { value } of parts) {
      const Model = models[value.kind as keyof typeof models];
      expect(() => new Model(value as never).validate()).not.toThrow();
    }
    const broken = structuredClone(named<{ spec: object }>('Deployment', 'memory')!);
    expect(() => new Deployment({ ...broken, spec: { ...broken.spec, replicas: 'two' } } as never).validate()).toThrow();
  });

  it.each(apps)('runs %s with probes, bounds and no more rights than it needs, behind a service', (app) => {
    const { template } = named<Deployment>('Deployment', app)!.spec!;
    const [container] = template.spec!.containers;
    const probe = (path: string) => expect.objectContaining({ httpGet: { path, port: 'http' } });
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true },
    });
    expect(container).toMatchObject({
      startupProbe: probe('/health/live'),
      livenessProbe: probe('/health/live'),
      readinessProbe: probe('/health/ready'),
      resources: { requests: { cpu: expect.any(String), memory: expect.any(String) }, limits: { memory: expect.any(String) } },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    });
    expect(named<Service>('Service', app)!.spec!.selector).toEqual(template.metadata!.labels);
    expect(kustomization.images.map(({ name }) => name)).toContain(container!.image);
  });

  it.each(apps)('gives %s what its configuration asks for, and time enough to stop', async (app) => {
    const settings = named<ConfigMap>('ConfigMap', 'skein-settings')!.data!;
    const secrets = { DATABASE_URL: 'postgres://u:p@h/d', SKEIN_SECRET: 'x'.repeat(32), SKEIN_API_KEY: 'sk_0123456789' };
    const { spec } = named<Deployment>('Deployment', app)!.spec!.template;
    const secret = spec!.containers[0]!.envFrom!.some(({ secretRef }) => secretRef?.name === 'skein-secrets');
    await mustStartWith(app, { ...settings, ...(secret ? secrets : {}) });
    const needed = (Number(settings['STOP_DELAY_MS']) + Number(settings['STOP_TIMEOUT_MS'])) / 1000;
    expect(spec!.terminationGracePeriodSeconds).toBeGreaterThan(needed);
  });

  it('keeps secrets from the gateway', () => expect(JSON.stringify(named('Deployment', 'gateway'))).not.toContain('skein-secrets'));
});
