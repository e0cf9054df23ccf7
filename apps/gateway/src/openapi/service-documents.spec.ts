import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp, type RunningApp } from '@skein/platform';
import { AppModule } from '../app.module.ts';
import { nobody, Service } from '../service.fixture.ts';

interface Document {
  info: { title: string; description: string };
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, unknown> };
  'x-skein-missing': string[];
  'x-skein-differing': string[];
}

const route = (operationId: string, summary?: string) => ({ operationId, summary, responses: { 200: { description: 'Done' } } });

const documents = {
  'command-service': {
    paths: { '/v1/workflows': { post: route('Workflows.start', 'Starts <one>') }, '/health/live': { get: route('CommandsHealth.live') } },
    components: { schemas: { Shared: { type: 'string' }, Same: { type: 'null' } }, securitySchemes: {} },
  },
  'event-store': {
    paths: {
      '/v1/workflows': { get: route('WorkflowList.list'), post: route('NotReached.post') },
      '/v1/agents': { get: route('NotReached.agents') },
    },
    components: { schemas: { Shared: { type: 'number' }, Same: { type: 'null' } }, securitySchemes: {} },
  },
};

describe('what the gateway tells about the services', () => {
  const names = ['command-service', 'event-store', 'rag-indexer', 'memory'] as const;
  const services = Object.fromEntries(names.map((name) => [name, new Service(name)])) as Record<(typeof names)[number], Service>;
  const lines: string[] = [];
  let asked = 0;
  let env: Record<string, string>;
  let gateway: RunningApp;

  beforeAll(async () => {
    const [commands, store, indexer, memory] = await Promise.all(names.map((name) => services[name].listen()));
    env = { COMMAND_SERVICE_URL: commands!, EVENT_STORE_URL: store!, RAG_INDEXER_URL: indexer!, MEMORY_URL: memory! };
    env['AGENT_REGISTRY_URL'] = await nobody();
    for (const name of ['command-service', 'event-store'] as const) {
      services[name].handler = (request, response) => {
        if (request.url === '/openapi.json') asked += 1;
        response.end(JSON.stringify(documents[name]));
      };
    }
    services['rag-indexer'].handler = (_, response) => response.writeHead(503).end('{"code":"service.not-ready"}');
    services.memory.handler = (_, response) => response.end('<html>');
    gateway = await createApp(AppModule, { env, logTo: { write: (line) => lines.push(line) } });
  });
  afterAll(async () => {
    await gateway.stop();
    for (const { server } of Object.values(services)) server.close();
  });

  const get = (path: string) => fetch(gateway.url + path);
  const document = async () => (await (await get('/openapi.json')).json()) as Document;

  it('lists its own routes, and of each service those that it sends there', async () => {
    const { info, paths } = await document();
    const operations = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(operations.sort()).toEqual(
      ['get /docs', 'get /health/live', 'get /health/ready', 'get /openapi.json', 'get /v1/workflows', 'post /v1/workflows'].sort(),
    );
    expect(paths['/v1/workflows']).toMatchObject({ get: { operationId: 'WorkflowList.list' }, post: { operationId: 'Workflows.start' } });
    expect(paths['/health/live']!['get']!.operationId).toBe('Health.live');
    expect(info.title).toBe('Skein gateway');
  });

  it('names services that are down, refuse or answer something else, and says so to people and in its log', async () => {
    const { info, ...rest } = await document();
    expect(rest['x-skein-missing']).toEqual(['agent-registry', 'rag-indexer', 'memory']);
    expect(info.description).toContain('Not listed are those of agent-registry, rag-indexer, memory');
    const warnings = lines.map((line) => JSON.parse(line) as { level: string; message: string; service: string });
    expect(
      warnings
        .filter(({ level }) => level === 'warn')
        .map(({ service }) => service)
        .sort(),
    ).toEqual(['agent-registry', 'memory', 'rag-indexer']);
  });

  it('names schemas of which services have different versions, and keeps the first', async () => {
    const { components, ...rest } = await document();
    expect(rest['x-skein-differing']).toEqual(['Shared']);
    expect(components.schemas).toMatchObject({ Shared: { type: 'string' }, Same: { type: 'null' } });
  });

  it('shows people the same list', async () => {
    const response = await get('/docs');
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('<td>POST</td><td><code>/v1/workflows</code></td><td>Starts &#60;one&#62;</td>');
    expect(page).toContain('Not listed are those of agent-registry');
  });

  it('asks each service once for many callers', async () => {
    await gateway.stop();
    gateway = await createApp(AppModule, { env: { ...env, LOG_LEVEL: 'silent' } });
    asked = 0;
    await Promise.all(Array.from({ length: 20 }, () => document()));
    await get('/docs');
    expect(asked).toBe(2);
  });
});
