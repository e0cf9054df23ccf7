import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRunning, untilEnded } from '@skein/local';
import { openDatabase } from '@skein/postgres';
import { createDatabase, testStack, topicPrefix, type TestDatabase } from '@skein/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resetStack } from '@skein/local';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { commands } from '../commands.ts';
import { homeFiles } from '../home/home-files.ts';
import { readRun, type Run } from '../home/run-file.ts';
import { root } from '../place.ts';
import { runProgram } from '../program.ts';
import { appNames } from '../supervisor/app-plan.ts';
import { untilReady } from '../supervisor/until-ready.ts';

let home: string;
let database: TestDatabase;
let supervisor: Supervised;

/** `skein up` as a person starts it. */
interface Supervised {
  process: ChildProcess;
  told: string[];
  lines: Interface;
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'skein-e2e-'));
  database = await createDatabase('up_e2e');
  supervisor = await up();
});
afterAll(async () => {
  await skein('down');
  await database.drop();
  await resetStack(home);
  await rm(home, { recursive: true });
});

const environment = () => ({
  ...process.env,
  SKEIN_HOME: home,
  KAFKA_BROKERS: testStack().brokers.join(','),
  DATABASE_URL: database.url,
  TOPIC_PREFIX: topicPrefix(import.meta.url),
  PARTITIONS: '4',
});

async function up(): Promise<Supervised> {
  const child = spawn(process.execPath, [join(root, 'apps/cli/bin/skein.mjs'), 'up', '--json'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: string[] = [];
  const lines = createInterface({ input: child.stderr }).on('line', (line) => told.push(line));
  const ready = once(createInterface({ input: child.stdout }), 'line');
  await Promise.race([ready, once(child, 'exit').then(() => Promise.reject(new Error(told.join('\n'))))]);
  return { process: child, told, lines };
}

/** A command in this process. */
async function skein(...args: string[]) {
  return await skeinWith({}, new AbortController().signal, () => undefined, ...args);
}

async function skeinWith(env: Record<string, string>, interrupted: AbortSignal, onOut: (line: string) => void, ...args: string[]) {
  const out: string[] = [];
  const write = (text: string) => {
    out.push(text);
    onOut(text);
  };
  const { DATABASE_URL: _, ...rest } = environment();
  const code = await runProgram([...args, '--json'], commands, {
    env: { ...rest, ...env },
    interrupted,
    screens: [{ write }, { write: () => true }],
  });
  return { code, results: out.map((line) => JSON.parse(line) as Record<string, never>) };
}

async function told(what: string): Promise<void> {
  while (!supervisor.told.some((line) => line.includes(what))) await once(supervisor.lines, 'line');
}

async function runNow(): Promise<Run> {
  return (await readRun(home))!;
}

describe('a deployment that is up', () => {
  it('says where it is, to its owner only', async () => {
    const run = await runNow();
    expect((await stat(homeFiles(home).run)).mode & 0o777).toBe(0o600);
    expect(Object.keys(run.pids).sort()).toEqual([...appNames].sort());
    expect(run).toMatchObject({ ready: true, partitions: 4, gateway: run.services['gateway'], key: expect.stringMatching(/^sk_/) });
  });

  it('is found in order by doctor', async () => {
    const { code, results } = await skein('doctor');
    const { findings } = results[0] as unknown as { findings: { name: string; state: string }[] };
    expect(findings.filter(({ state }) => state === 'problem')).toEqual([]);
    expect([code, findings.map(({ name }) => name)]).toEqual([
      0,
      expect.arrayContaining(['Kafka', 'Postgres', 'clock', 'partitions', ...appNames]),
    ]);
  });

  it('starts, lists and shows workflows', async () => {
    const started = await skein('workflow', 'start', 'A first one', '--id', 'first', '--step', 'read=docs/read', '--tag', 'try');
    expect(started).toMatchObject({ code: 0, results: [{ status: 'applied', stream: 'first' }] });
    expect(await skein('workflow', 'list', '--tag', 'try')).toMatchObject({
      code: 0,
      results: [{ items: [{ id: 'first', status: 'running' }] }],
    });
    expect(await skein('workflow', 'show', 'first')).toMatchObject({
      results: [{ title: 'A first one', steps: [{ step: 'read', status: 'ready' }] }],
    });
    const { results } = await skein('workflow', 'events', 'first');
    expect(results.map(({ type }) => type)).toEqual(['workflow.workflow-started', 'workflow.step-scheduled']);
  });

  it('refuses what the domain refuses, with its code', async () => {
    const error = async (...line: string[]) => {
      const { code, results } = await skein(...line);
      return [code, (results.at(-1) as unknown as { error: { code: string } }).error.code];
    };
    expect(await error('workflow', 'show', 'nowhere')).toEqual([1, 'workflow.unknown']);
    expect(await error('workflow', 'events', 'nowhere')).toEqual([1, 'workflow.unknown']);
    expect(await error('workflow', 'start', 'Again', '--id', 'first')).toEqual([
      1,
      expect.stringMatching(/^workflow\.(version-conflict|exists)$/),
    ]);
    expect(await error('approve', 'first')).toEqual([1, 'approval.not-open']);
    expect(await error('approve', 'first', 'ship')).toEqual([1, 'approval.not-open']);
    expect(await error('workflow', 'start', 'Bad', '--id', 'a b')).toEqual([1, 'request.invalid']);
    expect(await error('index', home)).toEqual([1, 'index.source-not-allowed']);
  });

  it('refuses a wrong key', async () => {
    const env = { SKEIN_URL: (await runNow()).gateway, SKEIN_API_KEY: 'sk_nobody_0123456789' };
    const { code, results } = await skeinWith(env, new AbortController().signal, () => undefined, 'workflow', 'list');
    expect([code, results]).toEqual([1, [{ error: expect.objectContaining({ code: 'identity.key-unknown' }) }]]);
  });

  it('makes keys that work until they are revoked', async () => {
    const { results } = await skein('key', 'create', '--subject', 'ann');
    const { key, id } = results[0] as unknown as { key: string; id: string };
    const env = { SKEIN_URL: (await runNow()).gateway, SKEIN_API_KEY: key };
    const ended = new AbortController().signal;
    expect(await skeinWith(env, ended, () => undefined, 'workflow', 'list')).toMatchObject({ code: 0 });
    expect(await skein('key', 'revoke', id)).toMatchObject({ code: 0 });
    expect(await skein('key', 'revoke', id)).toMatchObject({ code: 1 });
  });

  it('is not started twice, and not removed while it runs', async () => {
    expect(await skeinWith({ DATABASE_URL: database.url }, new AbortController().signal, () => undefined, 'up')).toMatchObject({
      code: 1,
      results: [{ error: { code: 'stack.already-running' } }],
    });
    expect(await skein('reset', '--yes')).toMatchObject({ code: 1, results: [{ error: { code: 'reset.running' } }] });
  });

  it('gets every killed app back on its port, while tail goes on without a gap', async () => {
    const before = await runNow();
    const [stop, seen] = [new AbortController(), new Set<string>()];
    const arrived = Promise.withResolvers<void>();
    const onOut = (line: string) => {
      seen.add((JSON.parse(line) as { stream: string }).stream);
      if (['t1', 't2'].every((stream) => seen.has(stream))) arrived.resolve();
    };
    const tail = skeinWith({}, stop.signal, onOut, 'tail', '--type', 'workflow.workflow-started');
    while (seen.size === 0) await skein('workflow', 'start', 'Before');
    for (const name of appNames) process.kill(before.pids[name]!, 'SIGKILL');
    for (const name of appNames) await told(`${name} ended (SIGKILL)`);
    await Promise.all(appNames.map((name) => untilReady(name, before.services[name]!, stop.signal)));
    for (const id of ['t1', 't2']) expect(await skein('workflow', 'start', 'After', '--id', id)).toMatchObject({ code: 0 });
    await arrived.promise;
    stop.abort();
    expect(await tail).toMatchObject({ code: 0 });
    const after = await runNow();
    expect(after.services).toEqual(before.services);
    expect(appNames.filter((name) => after.pids[name] === before.pids[name])).toEqual([]);
  });

  it('is found whole by verify, in the store and in Kafka', async () => {
    const { code, results } = await skein('verify');
    expect([code, results[0]]).toEqual([
      0,
      expect.objectContaining({ ok: true, faults: [], kafka: { compared: expect.any(Number), trimmed: [] } }),
    ]);
  });

  it('leaves nothing behind when its supervisor is killed', async () => {
    const { processes, supervisor: identity } = await runNow();
    process.kill(identity.pid, 'SIGKILL');
    const ended = await Promise.all(Object.values(processes).map((one) => untilEnded(one, 30_000)));
    expect(ended).toEqual(ended.map(() => true));
    expect(await skein('workflow', 'list')).toMatchObject({ code: 69, results: [{ error: { code: 'cli.not-running' } }] });
  });
});

describe('a deployment after its supervisor was killed', () => {
  it('starts again with all it had, and is stopped by down', async () => {
    supervisor = await up();
    expect(await skein('workflow', 'show', 'first')).toMatchObject({ code: 0, results: [{ status: 'running' }] });
    const { processes } = await runNow();
    expect(await skein('down')).toMatchObject({ code: 0, results: [{ stopped: true }] });
    expect(Object.values(processes).filter(isRunning)).toEqual([]);
    expect(await readRun(home)).toBeUndefined();
  });

  it('has its edits found by verify, at their place', async () => {
    const open = await openDatabase({ url: database.url, schema: 'event_store', applicationName: 'test', poolSize: 1 });
    await open.execute('alter table event_store.records disable trigger all');
    await open.execute(
      `update event_store.records set value = replace(value, 'A first one', 'A forged one') where stream = 'first' and version = 1`,
    );
    const [row] = await open.query<{ partition: number; seq: number }>(
      `select partition, seq from event_store.records where stream = 'first' and version = 1`,
    );
    await open.close();
    const { code, results } = await skeinWith({ DATABASE_URL: database.url }, new AbortController().signal, () => undefined, 'verify');
    expect([code, results[0]]).toEqual([
      1,
      expect.objectContaining({
        ok: false,
        faults: [
          expect.objectContaining({ category: 'workflow', ...row, code: 'verify.hash-wrong' }),
          expect.objectContaining({ code: 'verify.view-wrong', detail: expect.stringContaining('title') }),
        ],
      }),
    ]);
  });
});
