import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppendTurns, StartThread, StartWorkflow } from '@skein/contracts';
import { createDatabase, PartitionLog, type TestDatabase } from '@skein/testing';
import { appendGroups, lookUpSeveral, migrate, noViewRows, openDatabase, storeMigrations, type Database } from '../index.ts';

describe('looking up for several partitions in one statement', () => {
  let place: TestDatabase;
  let store: Database;
  const [work, talk] = [new PartitionLog('workflow', 1), new PartitionLog('memory', 3)];

  beforeAll(async () => {
    place = await createDatabase('look_up_several');
    await migrate({ url: place.url, ...storeMigrations });
    const { schema, role } = storeMigrations;
    store = await openDatabase({ url: place.url, schema, role, applicationName: 'test' });
    work.send(StartWorkflow({ title: 'Survey' }), { stream: 'same', id: 'start' });
    talk.send(StartThread({ title: 'Talk' }), { stream: 'same', id: 'start' });
    talk.send(AppendTurns({ turns: [{ role: 'user', content: 'hi' }] }), { stream: 'same', id: 'turn' });
    for (const log of [work, talk]) {
      await store.execute('insert into cursors (category, partition) values ($1, $2)', [log.category, log.partition]);
      await appendGroups(store, [{ ...log, group: log.group(), snapshots: [], views: noViewRows() }]);
    }
  });
  afterAll(async () => {
    await store.close();
    await place.drop();
  });

  it('answers each of them with its own cursor, outcomes and streams, whatever the others are asked', async () => {
    const stream = { tenant: 'acme', stream: 'same' };
    const found = await lookUpSeveral(store, [
      { category: 'memory', partition: 3, reducerVersion: 1, commands: [{ ...stream, id: 'turn' }], streams: [stream] },
      { category: 'agent', partition: 0, reducerVersion: 1, commands: [], streams: [] },
      { category: 'workflow', partition: 1, reducerVersion: 1, commands: [{ ...stream, id: 'turn' }], streams: [stream] },
    ]);
    const [said, started] = [talk.records.map(({ value }) => value), work.records.map(({ value }) => value)];
    const { commandhash: hash } = talk.records.at(-1)!.record;
    expect(found).toEqual([
      { at: said.length, results: [{ ...stream, id: 'turn', hash, values: said.slice(-1) }], streams: [{ ...stream, tail: said }] },
      { at: 0, results: [], streams: [] },
      { at: started.length, results: [], streams: [{ ...stream, tail: started }] },
    ]);
  });
});
