import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Annotate, RequestApproval, StartWorkflow } from '@skein/contracts';
import { openDatabase, STORE_ROLE, STORE_SCHEMA, type Database } from '@skein/postgres';
import { NOON, PartitionLog, runSystem, type RunningSystem } from '@skein/testing';
import { AppModule } from './app.module.ts';
import { EventsTopics } from './events-topic.fixture.ts';
import { StoreWatch } from './store-watch.fixture.ts';

describe('the views for people with a database client', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let database: Database;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    topics = await EventsTopics.open(system);
    await system.start('event-store', AppModule);
    database = await openDatabase({ url: system.env['DATABASE_URL']!, schema: STORE_SCHEMA, role: STORE_ROLE, applicationName: 'test' });
    const log = new PartitionLog('workflow', 0);
    log.send(StartWorkflow({ title: 'Top', ttlMs: 1_000 }), { stream: 'top' });
    log.send(StartWorkflow({ title: 'Part', parent: 'top' }), { stream: 'part' });
    log.send(RequestApproval({ gate: 'g', title: 'May I?' }), { stream: 'part' });
    for (let i = 0; i < 5; i++) log.send(Annotate({ text: `${i}${'x'.repeat(4_000)}` }), { stream: 'top' });
    await topics.write(log);
    const watch = await new StoreWatch(database).start();
    await watch.stored('workflow', 0, log.records.length);
    await watch.stop();
  });
  afterAll(async () => {
    await topics.close();
    await database.close();
    await system.stop();
  });

  const seenBy = (tenant: string, sql: string) => database.withTenant(tenant, (tx) => tx.query(sql));

  it.each([
    [
      'workflow_events',
      `select workflow, payload ->> 'title' as title from workflow_events where version = 1 order by seq`,
      [
        { workflow: 'top', title: 'Top' },
        { workflow: 'part', title: 'Part' },
      ],
    ],
    ['workflow_snapshots', `select workflow, state ->> 'title' as title from workflow_snapshots`, [{ workflow: 'top', title: 'Top' }]],
    ['workflow_ttl', `select workflow, expires_at from workflow_ttl`, [{ workflow: 'top', expires_at: new Date(NOON + 1_000) }]],
    [
      'workflow_chains',
      `select root, workflow, depth, title from workflow_chains order by depth`,
      [
        { root: 'top', workflow: 'top', depth: 0, title: 'Top' },
        { root: 'top', workflow: 'part', depth: 1, title: 'Part' },
      ],
    ],
    [
      'workflow_approvals',
      `select workflow, gate, title, status from workflow_approvals`,
      [{ workflow: 'part', gate: 'g', title: 'May I?', status: 'open' }],
    ],
  ])('%s shows a tenant its own rows only', async (_, sql, rows) => {
    // prettier-ignore
    expect([await seenBy('acme', sql), await seenBy('rival', sql)]).toEqual([rows, []]);
  });
});
