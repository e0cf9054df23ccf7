import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { findResults, lookUp, migrate, openDatabase, storeMigrations, type Database, type Queryable } from '../index.ts';

const KEPT = 20_000;
const ASKED = 100;

describe('looking commands up in tables that were never analysed', () => {
  let place: TestDatabase;
  let store: Database;
  const commands = Array.from({ length: ASKED }, (_, n) => ({ tenant: 'acme', stream: `w${n * 199 + 1}`, id: `c${n * 199 + 1}` }));
  const streams = commands.map(({ stream }) => stream);
  const wanted = commands.map((one) => ({ ...one, category: 'workflow' as const }));
  const about = { category: 'workflow' as const, partition: 0, reducerVersion: 1, streams: [] };

  beforeAll(async () => {
    place = await createDatabase('look_up_cost');
    await migrate({ url: place.url, ...storeMigrations });
    const { schema, role } = storeMigrations;
    store = await openDatabase({ url: place.url, schema, role, applicationName: 'test', poolSize: 1 });
    // Plans are made now and kept by the one connection: for tables that are still empty.
    await lookUp(store, { ...about, commands });
    await findResults(store, wanted);
    // Or when they were analysed while they were small, as autovacuum does.
    const owner = await openDatabase({ url: place.url, schema, applicationName: 'test', poolSize: 1 });
    await owner.execute('analyze timers');
    await owner.close();
    await removeTimers(store, ['w0']);
    await store.execute(
      `insert into records (category, partition, seq, "offset", tenant, stream, version, command_id, type, time, value, hash)
       select 'workflow', 0, n, n, 'acme', 'w' || n, 1, 'c' || n, 'workflow.started', now(), '{}', '\\x00' from generate_series(1, ${KEPT}) n`,
    );
    await store.execute(
      `insert into command_results (tenant, category, stream, command_id, command_hash, partition, first_seq, last_seq)
       select 'acme', 'workflow', 'w' || n, 'c' || n, '\\x00', 0, n, n from generate_series(1, ${KEPT}) n`,
    );
    await store.execute(
      `insert into timers (category, partition, tenant, stream, purpose, subject, set_by, due)
       select 'workflow', 0, 'acme', 'w' || n, 'step-lease', 'a', n, now() from generate_series(1, ${KEPT}) n`,
    );
  });
  afterAll(async () => {
    await store.close();
    await place.drop();
  });

  /** Removes one deadline of each stream, as the store does when a step ends. */
  const removeTimers = (on: Queryable, streams: readonly string[]) =>
    on.query(
      `select keep_timers('{}', '{}', '{}', array_fill('acme'::text, array[$2::int]), array_fill('workflow'::text, array[$2::int]), $1,
         array_fill('step-lease'::text, array[$2::int]), array_fill('a'::text, array[$2::int]), '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')`,
      [streams, streams.length],
      'test.remove-timers',
    );

  /** How many rows Postgres has fetched from each table for what `read` found. */
  const costOf = (read: (on: Queryable) => Promise<readonly unknown[]>, found = ASKED) =>
    store.transaction(async (tx) => {
      expect(await read(tx)).toHaveLength(found);
      const tables = await tx.query<{ name: string; fetched: number }>(
        `select relname as name, seq_tup_read + coalesce(idx_tup_fetch, 0) as fetched from pg_stat_xact_user_tables
         where schemaname = 'event_store' and relname in ('records', 'command_results', 'timers') order by relname`,
      );
      expect(tables.length).toBeGreaterThan(0);
      return Math.max(...tables.map(({ fetched }) => Number(fetched)));
    });

  it('fetches about one row for each command that an owner asks for', async () => {
    const cost = await costOf(async (on) => (await lookUp(on, { ...about, commands })).results);
    expect(cost).toBeGreaterThanOrEqual(ASKED);
    expect(cost).toBeLessThanOrEqual(3 * ASKED);
  });

  it('fetches about one row for each command that is looked for anywhere', async () => {
    const cost = await costOf((on) => findResults(on, wanted));
    expect(cost).toBeGreaterThanOrEqual(ASKED);
    expect(cost).toBeLessThanOrEqual(3 * ASKED);
  });

  it('fetches about one row for each deadline that goes', async () => {
    const cost = await costOf(async (on) => removeTimers(on, streams), 1);
    expect(await store.query('select from timers')).toHaveLength(KEPT - ASKED);
    expect(cost).toBeGreaterThanOrEqual(ASKED);
    expect(cost).toBeLessThanOrEqual(3 * ASKED);
  });
});
