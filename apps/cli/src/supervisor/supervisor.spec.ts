import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { choosePort, isRunning, type ProcessIdentity } from '@skein/local';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { urlOf, type AppName, type AppPlan } from './app-plan.ts';
import { Supervisor } from './supervisor.ts';
import { untilReady } from './until-ready.ts';

const main = fileURLToPath(new URL('app.fixture.ts', import.meta.url));
const never = new AbortController().signal;
let folder: string;
let supervisor: Supervisor | undefined;
let told: string[];
let changed: PromiseWithResolvers<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skein-supervisor-'));
  [told, changed] = [[], Promise.withResolvers()];
});
afterEach(async () => {
  await supervisor?.stop();
  await rm(folder, { recursive: true });
});

async function supervise(...apps: { name: AppName; env: AppPlan['env'] }[]) {
  const plans = await Promise.all(
    apps.map(async (app) => ({
      ...app,
      app: app.name,
      main,
      port: await choosePort(app.name, undefined, undefined),
      log: join(folder, `${app.name}.log`),
    })),
  );
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const say = (line: string) => {
    told.push(line);
    tell();
  };
  supervisor = new Supervisor(plans, { say, onChange: tell });
  return { supervisor, plans };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await changed.promise;
}

const processOf = (name: string): ProcessIdentity => new Map(supervisor!.processes).get(name)!;
const health = async ({ port }: AppPlan) => (await (await fetch(`${urlOf(port)}/health/ready`)).json()) as { pid: number };

describe('the supervisor', () => {
  it('starts every app, and ends them all', async () => {
    const { plans } = await supervise({ name: 'event-store', env: {} }, { name: 'gateway', env: {} });
    await supervisor!.start(never);
    expect(await Promise.all(plans.map(health))).toEqual([
      { status: 'ready', checks: {}, pid: processOf('event-store').pid },
      expect.anything(),
    ]);
    const identities = ['event-store', 'gateway'].map(processOf);
    await supervisor!.stop();
    expect(identities.map(isRunning)).toEqual([false, false]);
  });

  it('starts an app that was killed again on the same port, and says so', async () => {
    const { plans } = await supervise({ name: 'event-store', env: {} });
    await supervisor!.start(never);
    const before = processOf('event-store');
    process.kill(before.pid, 'SIGKILL');
    await until(() => processOf('event-store').pid !== before.pid);
    await untilReady('event-store', urlOf(plans[0]!.port), never);
    expect(told).toContain('event-store ended (SIGKILL); starting it again');
    expect((await health(plans[0]!)).pid).not.toBe(before.pid);
  });

  it('passes on what an app warns of, and keeps its lines in a file', async () => {
    const { plans } = await supervise({ name: 'memory', env: {} });
    await supervisor!.start(never);
    await fetch(`${urlOf(plans[0]!.port)}/warn`);
    await until(() => told.length > 0);
    expect(told).toEqual(['memory warns: somebody asked']);
    await supervisor!.stop();
    expect(await readFile(plans[0]!.log, 'utf8')).toBe('{"level":"warn","message":"somebody asked"}\n');
  });

  it('tells of an outage once, causes said once, while the log has every line', async () => {
    const { plans } = await supervise({ name: 'event-store', env: {} }, { name: 'memory', env: {} });
    await supervisor!.start(never);
    for (const path of ['/outage', '/outage', '/warn']) await fetch(`${urlOf(plans[1]!.port)}${path}`);
    await until(() => told.includes('memory warns: somebody asked'));
    expect(told.filter((line) => line.includes('refused'))).toEqual([
      'memory cannot reach what it needs, and tries again until it can: tried again: Postgres does not answer: refused. Try again.',
    ]);
    await supervisor!.stop();
    expect((await readFile(plans[1]!.log, 'utf8')).split('service.unavailable')).toHaveLength(3);
  });

  it('tells in the words of the app why it cannot start', async () => {
    await supervise({ name: 'event-store', env: { EXIT_WITH: '78' } });
    await expect(supervisor!.start(never)).rejects.toMatchObject({
      message: 'event-store cannot start: it cannot start',
      why: 'so it was told.',
      code: 'fixture.told',
      exit: 78,
    });
  });

  it('gives up waiting when it is interrupted', async () => {
    await supervise({ name: 'event-store', env: { EXIT_WITH: '69' } });
    await expect(supervisor!.start(AbortSignal.abort('enough'))).rejects.toBe('enough');
  });
});
