import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Annotate, ClaimStep, CompleteStep, StartWorkflow } from '@skein/contracts';
import { appendGroups, migrate, noViewRows, openDatabase, storeMigrations, type Database } from '@skein/postgres';
import { createDatabase, PartitionLog, type TestDatabase } from '@skein/testing';
import { foldedStreams } from './folded-streams.ts';
import type { FoldedStreams } from './folding.ts';
import { inTurn } from './in-turn.ts';
import { rebuildPartition } from './rebuild-partition.ts';

const at = { category: 'workflow', partition: 2 } as const;
const STREAMS = ['w3', 'w1', 'w2'];
/** Started, its first step, notes, claimed, completed, the next step. */
const EVENTS = 2 * STREAMS.length * (2 + 30 + 3);

describe('the history of a partition', () => {
  let place: TestDatabase;
  let store: Database;

  beforeAll(async () => {
    place = await createDatabase('folded_streams');
    await migrate({ url: place.url, ...storeMigrations });
    store = await openDatabase({ url: place.url, ...storeMigrations, applicationName: 'test' });
    await store.execute('insert into cursors (category, partition) values ($1, $2)', [at.category, at.partition]);
    const log = new PartitionLog(at.category, at.partition);
    const all = (command: Parameters<PartitionLog['send']>[0]) => {
      for (const tenant of ['acme', 'other']) for (const stream of STREAMS) log.send(command, { tenant, stream });
    };
    all(StartWorkflow({ title: 'Survey', steps: [{ step: 's0', capability: 'code' }] }));
    all(ClaimStep({ step: 'nothing' })); // rejected: a record that is no event
    for (let i = 0; i < 30; i++) all(Annotate({ text: 'x'.repeat(1_000) }));
    all(ClaimStep({ step: 's0' }));
    all(CompleteStep({ step: 's0', fence: 1, next: [{ step: 's1', capability: 'code' }] }));
    await appendGroups(store, [{ ...at, group: log.group(), snapshots: [], views: noViewRows() }]);
  });
  afterAll(async () => {
    await store.close();
    await place.drop();
  });

  const limits = (characters: number) => ({ characters, inTurn: inTurn() });
  const folded = (characters: number) =>
    store.transaction(async (tx) => {
      const made: FoldedStreams[] = [];
      for await (const one of foldedStreams(tx, at, limits(characters))) made.push(one);
      return made;
    });
  const byName = <Row extends { tenant: string; stream: string }>(rows: readonly Row[]) =>
    rows.toSorted((a, b) => `${a.stream}/${a.tenant}`.localeCompare(`${b.stream}/${b.tenant}`));

  it('makes the same rows when it is too long to be folded in memory', async () => {
    const [[inMemory, ...more], [sorted, ...others]] = [await folded(1_000_000), await folded(10_000)];
    expect([more, others]).toEqual([[], []]);
    expect(inMemory).toMatchObject({ events: EVENTS, streams: { length: 6 }, snapshots: { length: 6 }, views: { steps: { length: 12 } } });
    const rows = ({ streams, snapshots, views, events }: FoldedStreams) => ({
      events,
      streams: byName(streams),
      snapshots: byName(snapshots),
      workflows: byName(views.workflows),
      steps: byName(views.steps),
      timers: byName(views.timers),
    });
    expect(rows(inMemory!)).toEqual(rows(sorted!));
  });

  it.each([1_000_000, 10_000])('is written in place of rows that are wrong, with %i characters in memory', async (characters) => {
    const tables = async () =>
      await Promise.all(
        ['workflows', 'steps', 'timers', 'snapshots'].map((table) => store.query(`select * from ${table} order by stream, tenant, 3`)),
      );
    const made: { events: number; rows: number }[] = [];
    const rebuild = () =>
      rebuildPartition(store, at, ['views', 'snapshots'], { limits: limits(characters), tell: (one) => made.push(one) });
    await rebuild();
    const right = await tables();
    expect(right.map(({ length }) => length)).toEqual([6, 12, 6, 6]);
    await store.execute(`update steps set status = 'failed', partition = 7`);
    await store.execute(`delete from workflows where stream = 'w1'`);
    await store.execute(`update snapshots set state = '{}'`);
    await rebuild();
    expect(await tables()).toEqual(right);
    expect(made).toEqual([
      { events: EVENTS, rows: 24 },
      { events: EVENTS, rows: 24 },
    ]);
  });
});
