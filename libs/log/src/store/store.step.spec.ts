import { beforeEach, describe, expect, it } from '@jest/globals';
import { TurnsAppended, type Decision } from '@skein/contracts';
import { emptyHead } from '../record/acceptance.ts';
import { encodeDecision, type EncodedRecord } from '../record/encode.ts';
import type { StoreEffect, StoreInput } from './store.inputs.ts';
import { initialStore, startCursor, type StoreState } from './store.state.ts';
import { stepStore, storeBacklog } from './store.step.ts';

const turn = TurnsAppended({ first: 1, turns: [{ role: 'user', content: 'hi' }] });

/** Linked records: one command with this many events after the other. */
function history(...sizes: number[]): EncodedRecord[] {
  let head = emptyHead();
  return sizes.flatMap((size, index) => {
    const decision: Decision = { kind: 'events', events: Array.from({ length: size }, () => turn) };
    const origin = {
      tenant: 'acme',
      stream: 's1',
      id: `c${index + 1}`,
      hash: 'a'.repeat(64),
      actor: { subject: 'ann' },
      correlationId: 'x',
    };
    const records = encodeDecision(decision, origin, { head, partition: 0, version: 0, time: 0 });
    head = { head: records.at(-1)!.hash, seq: head.seq + size };
    return records;
  });
}

const garbage = 'not a record';
let state: StoreState;
const tell = (input: StoreInput) => stepStore(state, input).effects;
const fetched = (from: number, ...values: (string | null)[]) =>
  tell({ kind: 'fetched', records: values.map((value, index) => ({ offset: from + index, value })) });
const fetchedRecords = (from: number, records: EncodedRecord[]) => fetched(from, ...records.map(({ value }) => value));
const committed = () => tell({ kind: 'committed', incarnation: state.incarnation });
const seqsIn = (effects: StoreEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'commit' ? [effect.group.records.map(({ record }) => record.seq)] : []));
const kinds = (effects: StoreEffect[]) => effects.map(({ kind }) => kind);

function start(limit = 10, cursor = startCursor(), headRecordHash?: string): StoreEffect[] {
  state = initialStore('memory', 0, limit);
  tell({ kind: 'assigned' });
  return tell({ kind: 'cursor', incarnation: 1, cursor, ends: { logStart: 0, highWatermark: 100 }, headRecordHash });
}
beforeEach(() => void start());

describe('groups of the store', () => {
  it('carry the accepted records, and the cursor before and after them', () => {
    const [one, two] = history(1, 1) as [EncodedRecord, EncodedRecord];
    const [commit] = fetchedRecords(0, [one, two]);
    expect(commit).toEqual({
      kind: 'commit',
      incarnation: 1,
      group: {
        from: startCursor(),
        to: { nextOffset: 2, head: two.hash, seq: 2, headOffset: 1 },
        records: [
          { record: one.record, value: one.value, hash: one.hash, offset: 0 },
          { record: two.record, value: two.value, hash: two.hash, offset: 1 },
        ],
        voids: 0,
      },
    });
  });

  it('carry the bytes of a record instead of its text when they are given', () => {
    const [one, two] = history(1, 1) as [EncodedRecord, EncodedRecord];
    const records = [one, two].map(({ value }, offset) => ({ offset, value, bytes: Buffer.from(value) }));
    const [commit] = tell({ kind: 'fetched', records });
    expect(commit).toMatchObject({ group: { to: { head: two.hash, seq: 2 }, records: records.map(({ bytes }) => ({ value: bytes })) } });
  });

  it('gather while one is being committed, and follow each other', () => {
    const records = history(1, 1, 1);
    fetchedRecords(0, records.slice(0, 1));
    expect(fetchedRecords(1, records.slice(1))).toEqual([]);
    expect(storeBacklog(state)).toBe(3);
    const effects = committed();
    expect(kinds(effects)).toEqual(['moved', 'commit']);
    expect(effects).toMatchObject([{ cursor: { nextOffset: 1 } }, { group: { from: { nextOffset: 1 }, to: { nextOffset: 3 } } }]);
  });

  it('end where a command ends', () => {
    start(3);
    expect(seqsIn(fetchedRecords(0, history(2, 2, 1)))).toEqual([[1, 2]]);
    expect(seqsIn(committed())).toEqual([[3, 4, 5]]);
  });

  it('are larger than their limit only for a single command', () => {
    start(2);
    expect(seqsIn(fetchedRecords(0, history(4, 1)))).toEqual([[1, 2, 3, 4]]);
  });

  it('wait for the rest of a command', () => {
    const records = history(1, 3);
    expect(seqsIn(fetchedRecords(0, records.slice(0, 3)))).toEqual([[1]]);
    expect(seqsIn(committed())).toEqual([]);
    expect(seqsIn(fetchedRecords(3, records.slice(3)))).toEqual([[2, 3, 4]]);
  });

  it('count the voids in front of their records', () => {
    const [one, two] = history(1, 1) as [EncodedRecord, EncodedRecord];
    const [commit] = fetched(0, garbage, one.value, null, one.value, two.value);
    expect(commit).toMatchObject({
      group: { voids: 3, to: { nextOffset: 5, headOffset: 4, seq: 2 }, records: [{ offset: 1 }, { offset: 4 }] },
    });
  });

  it('move the cursor past voids alone, and leave the head where it is', () => {
    const [commit] = fetched(0, garbage, null);
    expect(commit).toMatchObject({ group: { records: [], voids: 2, to: { nextOffset: 2, headOffset: -1, seq: 0 } } });
  });

  it('take voids behind the last record along', () => {
    const [one] = history(1) as [EncodedRecord];
    const [commit] = fetched(0, one.value, garbage);
    expect(commit).toMatchObject({ group: { voids: 1, to: { nextOffset: 2, headOffset: 0, seq: 1 } } });
  });

  it('leave out what was read before', () => {
    const records = history(1, 1);
    start(10, { nextOffset: 1, head: records[0]!.hash, seq: 1, headOffset: 0 }, records[0]!.hash);
    expect(seqsIn(fetchedRecords(0, records))).toEqual([[2]]);
  });
});

describe('a partition that nobody may go on with', () => {
  it('parks at a hole in the offsets, after what came before it is stored', () => {
    const [one, two] = history(1, 1) as [EncodedRecord, EncodedRecord];
    fetched(0, one.value);
    fetched(2, two.value);
    const effects = committed();
    expect(effects).toMatchObject([
      { kind: 'moved' },
      { kind: 'park', code: 'log.truncated', detail: 'offset 1 was expected, and 2 came' },
    ]);
  });

  it('parks at a linked record that it does not understand, in front of it', () => {
    const [one] = history(1) as [EncodedRecord];
    const strange = JSON.stringify({ ...one.record, seq: 2, prev: one.hash, type: 'dev.skein.memory.thread-melted.v1' });
    expect(fetched(0, one.value, strange)).toMatchObject([{ kind: 'commit', group: { to: { nextOffset: 1 } } }]);
    expect(fetched(2, garbage)).toEqual([]);
    expect(committed()).toMatchObject([{ kind: 'moved' }, { kind: 'park', code: 'log.unknown-event' }]);
    expect(state).toMatchObject({ phase: 'parked', cursor: { nextOffset: 1 } });
  });

  it('parks in front of a command whose end is not readable', () => {
    const records = history(3);
    fetchedRecords(0, records.slice(0, 2));
    expect(fetched(3, garbage)).toMatchObject([{ kind: 'park', code: 'log.truncated' }]);
    expect(state.cursor.nextOffset).toBe(0);
  });

  it('parks when the database finds a broken invariant', () => {
    fetchedRecords(0, history(1));
    const effects = tell({ kind: 'broken', incarnation: 1, code: 'store.invariant-broken', detail: 'seq 1 is there twice' });
    expect(effects).toEqual([{ kind: 'park', code: 'store.invariant-broken', detail: 'seq 1 is there twice' }]);
    expect(fetchedRecords(1, history(1))).toEqual([]);
  });

  it('goes on after it was assigned anew', () => {
    fetched(5, garbage);
    expect(state.phase).toBe('parked');
    tell({ kind: 'assigned' });
    expect(state).toMatchObject({ phase: 'syncing', parkedBecause: undefined, parkAfter: undefined });
  });
});
