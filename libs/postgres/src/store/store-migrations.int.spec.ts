import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { timedId } from '@skein/testing/simulation';
import { randomUUID } from 'node:crypto';
import { allRoles, migrate, openDatabase, readCursors, storeMigrations, type Database } from '../index.ts';

const { schema, role, migrations } = storeMigrations;
const completed = (seq: number, usage: object) =>
  `insert into event_store.records (category, partition, seq, "offset", tenant, stream, version, command_id, type, time, value, hash)
   values ('workflow', 0, ${seq}, ${seq}, 'acme', 'old', ${seq}, 'c${seq}', 'dev.skein.workflow.step-completed.v1', now(),
     '${JSON.stringify({ data: { step: 's', usage } })}', '\\x${'00'.repeat(32)}')`;
const result = (id: string, partition: number) =>
  `insert into event_store.command_results (tenant, category, stream, command_id, command_hash, partition, first_seq, last_seq)
   values ('acme', 'workflow', 'old', '${id}', '\\x${'00'.repeat(32)}', ${partition}, 1, 1)`;
const row = (stream: string) =>
  `insert into event_store.workflows (tenant, stream, partition, seq, version, title, status, tags, open_steps, completed_steps,
     failed_attempts, open_gates, started_at, updated_at)
   values ('acme', '${stream}', 0, 1, 1, 'Work', 'running', '{}', 0, 0, 0, 0, now(), now())`;

/** A user who may make schemas, and take on the roles of services, but whom row-level security binds. */
async function ordinaryUser({ url }: TestDatabase): Promise<string> {
  const name = `migrator_${randomUUID().slice(0, 8)}`;
  const password = randomUUID();
  const admin = await openDatabase({ url, schema: 'public', applicationName: 'test' });
  const database = new URL(url).pathname.slice(1);
  await admin.execute(`create role ${name} login nosuperuser password '${password}'`);
  await admin.execute(`alter database "${database}" owner to ${name}`);
  for (const one of allRoles) await admin.execute(`grant ${one} to ${name} with inherit false, set true`);
  await admin.close();
  return Object.assign(new URL(url), { username: name, password }).href;
}

describe.each([
  ['its superuser', ({ url }: TestDatabase) => Promise.resolve(url)],
  ['an ordinary user', ordinaryUser],
])('a store of an earlier release that is migrated by %s', (_, urlOf) => {
  let place: TestDatabase;
  let url: string;
  let store: Database | undefined;

  beforeAll(async () => {
    place = await createDatabase('store_migrations');
    url = await urlOf(place);
  });
  afterAll(async () => {
    await store?.close();
    await place.drop();
  });

  it('keeps its rows through every migration, counts what their steps have used, and learns its greatest ids', async () => {
    await migrate({ url, schema, role, migrations: migrations.slice(0, 1) });
    const before = await openDatabase({ url, schema, role, applicationName: 'before' });
    await before.execute(row('old'));
    await before.execute(completed(1, { inputTokens: 3, model: 'm' }));
    await before.execute(completed(2, { inputTokens: 4, costMicroUsd: 1 }));
    await before.execute(`insert into event_store.cursors (category, partition, seq) values ('workflow', 0, 2), ('workflow', 1, 1)`);
    for (const id of [timedId(1), timedId(2), 'zz']) await before.execute(result(id, 0));
    await before.execute(result('c1', 1));
    await before.close();
    await migrate({ url, ...storeMigrations });
    store = await openDatabase({ url, ...storeMigrations, applicationName: 'after' });
    expect(await store.query('select w.stream, w.signals, w.input_tokens, w.cost_micro_usd from event_store.workflows w')).toEqual([
      { stream: 'old', signals: 0, input_tokens: 7, cost_micro_usd: 1 },
    ]);
    expect(await store.query(`select a.gate, a.escalates_to from event_store.workflow_approvals a`)).toEqual([]);
    const partitions = [0, 1].map((partition) => ({ category: 'workflow' as const, partition }));
    expect((await readCursors(store, partitions)).map(({ cursor }) => cursor.newestId)).toEqual([timedId(2), '']);
  });
});
