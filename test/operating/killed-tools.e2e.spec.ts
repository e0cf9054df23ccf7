import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { categories, eventsTopic } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { until } from '@skein/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { OperatedSystem } from './operated-system.fixture.ts';

const root = new URL('../../', import.meta.url);
const main = fileURLToPath(new URL('apps/cli/src/main.ts', root));
const hooks = new URL('test/typescript-hooks.mjs', root).href;

describe('a command of an operator that is killed in the middle', () => {
  let on: OperatedSystem;
  let kafka: KafkaConnection;
  beforeAll(async () => {
    on = await OperatedSystem.start(import.meta.url);
    kafka = await connectKafka({ brokers: on.system.env['KAFKA_BROKERS']!.split(','), clientId: 'test' });
    await on.work(3);
  }, 120_000);
  afterAll(async () => {
    await kafka.close();
    await on.stop();
  }, 60_000);

  const clean = async () => expect(await on.skein('verify')).toMatchObject({ code: 0, result: { ok: true, faults: [] } });
  const views = async () => ({
    workflows: await on.rows('workflows'),
    steps: await on.rows('steps'),
    approvals: await on.rows('approvals'),
    // That of a whole workflow may be early or over: it is left as long as another one covers what is wanted.
    timers: (await on.rows('timers')).filter((row) => !row.includes('"workflow-ttl"')),
  });

  /** Runs it as a process, until it waits for a table that somebody else has locked, and kills it there. */
  async function killedAt(table: string, ...args: string[]): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const lock = on.system.database.transaction(async (tx) => {
      await tx.execute(`lock table event_store.${table} in share mode`);
      locked.resolve();
      await ended.promise;
    });
    await Promise.race([locked.promise, lock]);
    const child = spawn(process.execPath, ['--import', hooks, '--conditions', 'skein-source', '--no-warnings', main, ...args, '--json'], {
      env: { PATH: process.env.PATH, ...on.system.env },
      stdio: 'ignore',
    });
    const gone = once(child, 'exit');
    const waits = `select from pg_stat_activity a join pg_locks l using (pid) where not l.granted and l.relation = 'event_store.${table}'::regclass`;
    await until(
      `skein ${args.join(' ')} waits for ${table}`,
      async () => (await on.admin.query(waits)).length > 0 || child.exitCode !== null,
    );
    child.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    ended.resolve();
    await lock;
  }

  it('leaves views that the next run makes as they were', async () => {
    const before = await views();
    await on.tamper('delete from steps', `update workflows set status = 'failed'`);
    await on.owner.stop();
    await on.store.stop();
    await killedAt('steps', 'rebuild', 'views');
    await on.startServices();
    expect(await on.skein('rebuild', 'views')).toMatchObject({ code: 0 });
    expect(await views()).toEqual(before);
    await clean();
  }, 60_000);

  it('leaves topics that the next run completes, and everything is in order', async () => {
    const before = await on.rows('records');
    await on.stopServices();
    await kafka.admin.deleteTopics(categories.map((category) => eventsTopic(category, on.system.prefix)));
    await killedAt('cursors', 'republish');
    expect(await on.skein('republish')).toMatchObject({ code: 0, result: { records: before.length, written: 0 } });
    await on.startServices();
    await clean();
    await on.work(1, 'after');
    await clean();
  }, 60_000);
});
