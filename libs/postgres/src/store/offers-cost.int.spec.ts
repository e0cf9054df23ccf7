import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { int4Array, migrate, openDatabase, storeMigrations, textArray, type Database } from '../index.ts';

const KEPT = 5_000;

interface Ask {
  kind: number;
  tenant?: string;
  subject?: string;
  capabilities?: string;
  workflow?: string | null;
  wanted?: number;
}

interface Row {
  ask: number;
  stream: string | null;
  lapses_in: number | null;
}

describe('offering steps of tables that were never analysed', () => {
  let place: TestDatabase;
  let store: Database;

  const offer = (asks: readonly Ask[], on: Pick<Database, 'query'> = store) =>
    on.query<Row>(
      'select * from offer_steps($1, $2, $3, $4, $5, $6, $7)',
      [
        int4Array(asks.map(({ kind }) => kind)),
        textArray(asks.map(({ tenant = 'acme' }) => tenant)),
        textArray(asks.map(({ subject = 'ann' }) => subject)),
        textArray(asks.map(({ capabilities = 'dig' }) => capabilities)),
        textArray(asks.map(({ workflow = null }) => workflow)),
        int4Array(asks.map(({ wanted = 1 }) => wanted)),
        int4Array(asks.map(() => 60_000)),
      ],
      'test.offer',
    );
  const streamsOf = (rows: readonly Row[], of: number) => rows.filter(({ ask }) => ask === of).map(({ stream }) => stream);

  beforeAll(async () => {
    place = await createDatabase('offers_cost');
    await migrate({ url: place.url, ...storeMigrations });
    const { schema, role } = storeMigrations;
    store = await openDatabase({ url: place.url, schema, role, applicationName: 'test', poolSize: 1 });
    await offer([{ kind: 1 }]); // the plans are made now, for tables that are still empty
    await store.execute(
      `insert into workflows (tenant, stream, partition, seq, version, title, status, tags, open_steps, completed_steps, failed_attempts,
         open_gates, started_at, updated_at)
       select 'acme', 'w' || n, 0, n, 1, 'Dig', case n % 2 when 1 then 'running' else 'paused' end, '{}', 1, 0, 0, 0, now(), now()
       from generate_series(1, ${KEPT}) n`,
    );
    await store.execute(
      `insert into steps (tenant, stream, step, partition, capability, status, attempt, fence, priority, depends_on, scheduled_by, updated_at)
       select 'acme', 'w' || n, 's', 0, case when n <= 100 then 'dig' else 'fly' end, case when n <= 100 then 'ready' else 'claimed' end,
         0, 0, 0, '{}', 1, now() + n * interval '1 s'
       from generate_series(1, ${KEPT}) n`,
    );
  });
  beforeEach(() => store.execute('delete from offers'));
  afterAll(async () => {
    await store.close();
    await place.drop();
  });

  it('reads no more of them than it offers or must pass over', async () => {
    await store.transaction(async (tx) => {
      expect(streamsOf(await offer([{ kind: 1, capabilities: 'dig fly', wanted: 10 }], tx), 1)).toHaveLength(10);
      const tables = await tx.query<{ fetched: number }>(
        `select seq_tup_read + coalesce(idx_tup_fetch, 0) as fetched from pg_stat_xact_user_tables
         where schemaname = 'event_store' and relname in ('steps', 'workflows', 'offers')`,
      );
      expect(Math.max(...tables.map(({ fetched }) => Number(fetched)))).toBeLessThanOrEqual(3 * 10);
    });
  });

  it('gives the oldest steps to who stands first, and each step to one ask alone', async () => {
    const rows = await offer([
      { kind: 1, wanted: 2 },
      { kind: 2, subject: 'bob', wanted: 1 },
      { kind: 1, wanted: 1 },
    ]);
    expect([1, 2, 3].map((ask) => streamsOf(rows, ask))).toEqual([['w1', 'w3'], ['w5'], ['w7']]);
    expect(streamsOf(await offer([{ kind: 1 }]), 1)).toEqual(['w9']);
  });

  it('offers nothing to another tenant, nothing of another workflow, and says when the next offer lapses', async () => {
    const rows = await offer([
      { kind: 1, tenant: 'rival', wanted: 9 },
      { kind: 2, workflow: 'w2', wanted: 9 },
      { kind: 3, workflow: 'w11', wanted: 9 },
    ]);
    expect([1, 2, 3].map((ask) => streamsOf(rows, ask))).toEqual([[], [], ['w11']]);
    const lapses = rows.filter(({ ask }) => ask === 0).map(({ lapses_in }) => lapses_in!);
    expect(lapses).toHaveLength(1);
    expect(lapses[0]).toBeGreaterThan(0);
    expect(lapses[0]).toBeLessThanOrEqual(60_000);
  });

  it('offers a step once although several ask at the same moment', async () => {
    const { schema, role } = storeMigrations;
    const others = await openDatabase({ url: place.url, schema, role, applicationName: 'test', poolSize: 8 });
    const rounds = await Promise.all(Array.from({ length: 8 }, () => offer([{ kind: 1, wanted: 10 }], others)));
    await others.close();
    const streams = rounds.flatMap((rows) => streamsOf(rows, 1));
    expect(streams).toHaveLength(50); // all that are ready in workflows that run
    expect(new Set(streams).size).toBe(50);
  });
});
