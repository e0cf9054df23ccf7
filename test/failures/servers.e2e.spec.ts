import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaimStep, StartWorkflow } from '@skein/contracts';
import { resetStack, startStack, type Stack } from '@skein/local';
import { until } from '@skein/testing';
import { SmallDisk } from '@skein/testing/faults';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailingSystem, type Replica } from './failing-system.fixture.ts';

const start = StartWorkflow({ title: 'x', steps: [{ step: 'a', capability: 'c' }] });
const claim = ClaimStep({ step: 'a' });
const withSmallDisk = (await SmallDisk.isPossible()) ? it : it.skip;

describe('when a server is lost:', () => {
  let home: string;
  let stack: Stack;
  let failing: FailingSystem;
  let store: Replica;
  let owner: Replica;
  let key: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'skein-servers-'));
    await chmod(home, 0o711); // so that the database of a run started by root can live in it too
    const { KAFKA_BROKERS: _brokers, DATABASE_URL: _database, ...env } = process.env;
    stack = await startStack({ home, env });
    failing = await FailingSystem.open(import.meta.url, { stack });
    store = await failing.replica('event-store');
    owner = await failing.replica('command-service');
    key = await failing.system.key({ subject: 'reader' });
  }, 120_000);
  afterEach(() => failing.check());
  afterAll(async () => {
    await failing?.close();
    await stack?.stop();
    await resetStack(home);
    await rm(home, { recursive: true, force: true });
  }, 60_000);

  const send = (...args: Parameters<FailingSystem['caller']['send']>) => failing.caller.send(...args);
  const read = async (path: string) => {
    const response = await fetch(`${store.app.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const gone = async (part: 'kafka' | 'postgres') => {
    process.kill(stack.pids[part]!, 'SIGKILL');
    await until(`${part} to be gone`, () => stack.pids[part] === undefined);
  };
  /** Sends the same command until its outcome is known, as a client does. */
  const insist = (...[url, command, sending]: Parameters<FailingSystem['caller']['send']>) =>
    until('an outcome', async () => {
      const result = await send(url, command, { ...sending, seconds: 5 });
      return result?.status === 'applied' || result?.status === 'rejected' ? result : undefined;
    });

  it('the broker, while an append is in doubt: reads work, commands say that nobody knows, and each has one outcome when it is back', async () => {
    const stream = failing.streamIn(0);
    await send(owner.app.url, start, { stream, wait: 'stored' });
    const [inDoubt, id] = [failing.streamIn(1), randomUUID()];
    const swallowed = owner.broker.inject({ on: 'answer', of: ['produce'], act: 'swallow' });
    const first = send(owner.app.url, start, { stream: inDoubt, id, seconds: 2 });
    await swallowed.reached(1);
    await gone('kafka');
    swallowed.lift();
    expect(await first).toMatchObject({ status: 'failed', problem: { code: 'command.outcome-unknown', status: 503 } });
    expect(await read(`/v1/workflows/${stream}`)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await send(owner.app.url, claim, { stream, seconds: 1 })).toMatchObject({ status: 'failed', problem: { status: 503 } });

    await stack.restart('kafka');
    expect(await insist(owner.app.url, start, { stream: inDoubt, id, wait: 'stored' })).toMatchObject({ status: 'applied', version: 2 });
  });

  it('Postgres, killed under load: what was under way ends as logged, nothing new is decided, and nothing that was answered is lost', async () => {
    const streams = Array.from({ length: 40 }, (_, at) => failing.streamIn(at % 2));
    const toBeStored = (command: typeof start | typeof claim) => (stream: string) =>
      insist(owner.app.url, command, { stream, id: randomUUID(), wait: 'stored' });
    await Promise.all(streams.map(toBeStored(start)));
    // The store must not have it before the database is gone.
    const unread = store.broker.inject({ on: 'answer', of: ['fetch'], act: 'hold' });
    await unread.reached(1);
    const held = owner.broker.inject({ on: 'answer', of: ['produce'], times: 1, act: 'hold' });
    const underWay = send(owner.app.url, start, { stream: failing.streamIn(0) });
    await held.reached(1);
    const claims = streams.map(toBeStored(claim));
    await gone('postgres');
    held.lift();
    unread.lift();
    expect(await underWay).toMatchObject({ status: 'applied', durable: 'logged' });
    const response = await fetch(`${owner.app.url}/v1/workflows?wait=logged`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', prefer: 'wait=1' },
      body: JSON.stringify({ title: 'x' }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
    await stack.restart('postgres');
    expect((await Promise.all(claims)).map((result) => result.status)).toEqual(streams.map(() => 'applied'));
  });

  withSmallDisk(
    'the disk is full: a write fails whole and is tried again until there is room, and nothing is missing or doubled',
    async () => {
      const { database } = failing.system;
      const [{ folder }] = (await database.query<{ folder: string }>(`select current_setting('data_directory') as folder`)) as [
        { folder: string },
      ];
      const disk = await SmallDisk.mount(24, folder);
      try {
        await database.query(`create tablespace small location '${disk.folder}'`);
        await database.query('alter table event_store.records set tablespace small');
        await disk.fill();
        const stream = failing.streamIn(0);
        const big = (at: number) => ({
          ...StartWorkflow({ title: 'x', input: 'y'.repeat(100_000) }),
          stream: failing.streamIn(at % 2),
          id: randomUUID(),
        });
        const many = Array.from({ length: 20 }, (_, at) => big(at));
        expect((await failing.caller.sendAll(owner.app.url, many)).map((result) => result?.durable)).toEqual(many.map(() => 'logged'));
        await until('the store to say that the disk is full', () => store.app.log.some((line) => line.includes('No space left on device')));
        const stored = send(owner.app.url, start, { stream, wait: 'stored' });
        await disk.empty();
        expect(await stored).toMatchObject({ durable: 'stored' });
        await failing.check();
        await database.query('alter table event_store.records set tablespace pg_default');
        await database.query('drop tablespace small');
      } finally {
        await disk.unmount();
      }
    },
  );
});
