import { beforeEach, describe, expect, it } from '@jest/globals';
import { encodeDecision } from '../record/encode.ts';
import { emptyHead } from '../record/acceptance.ts';
import type { StoreInput } from './store.inputs.ts';
import { initialStore, startCursor, type Cursor, type StoreState } from './store.state.ts';
import { stepStore } from './store.step.ts';

const origin = { tenant: 'acme', stream: 's1', id: 'c1', hash: 'a'.repeat(64), actor: { subject: 'ann' }, correlationId: 'x' };
const record = encodeDecision({ kind: 'unchanged' }, origin, { head: emptyHead(), partition: 0, version: 0, time: 0 })[0]!;
const behind: Cursor = { nextOffset: 1, head: record.hash, seq: 1, headOffset: 0 };

let state: StoreState;
const tell = (input: StoreInput) => stepStore(state, input).effects;
const read = (cursor: Cursor, more: Partial<Extract<StoreInput, { kind: 'cursor' }>> = {}) =>
  tell({
    kind: 'cursor',
    incarnation: state.incarnation,
    cursor,
    ends: { logStart: 0, highWatermark: 10 },
    headRecordHash: undefined,
    ...more,
  });
const fetch = () => tell({ kind: 'fetched', records: [{ offset: 0, value: record.value }] });

beforeEach(() => {
  state = initialStore('memory', 0);
  tell({ kind: 'assigned' });
});

describe('a store that is assigned a partition', () => {
  it('reads its cursor before anything else, and drops what it had folded', () => {
    expect(tell({ kind: 'assigned' })).toEqual([{ kind: 'drop-folds' }, { kind: 'read-cursor', incarnation: 2 }]);
    expect(fetch()).toEqual([]);
  });

  it('seeks to the cursor', () => {
    expect(read(behind, { headRecordHash: record.hash })).toEqual([{ kind: 'seek', offset: 1 }]);
  });

  it('does without the record at the head when that is trimmed', () => {
    expect(read(behind, { ends: { logStart: 1, highWatermark: 1 } })).toEqual([{ kind: 'seek', offset: 1 }]);
  });

  it.each<[string, Parameters<typeof read>[1], string, RegExp]>([
    ['ends before the cursor', { ends: { logStart: 0, highWatermark: 0 } }, 'log.truncated', /ends at offset 0/],
    ['begins behind the cursor', { ends: { logStart: 2, highWatermark: 9 } }, 'log.truncated', /starts at offset 2/],
    ['has another record at the head', { headRecordHash: 'f'.repeat(64) }, 'log.foreign-topic', /offset 0 is not the one/],
  ])('refuses a topic that %s', (_, more, code, detail) => {
    expect(read(behind, more)).toEqual([{ kind: 'park', code, detail: expect.stringMatching(detail) }]);
    expect(state).toMatchObject({ phase: 'parked', parkedBecause: { code } });
  });

  it('ignores a cursor that an earlier incarnation asked for', () => {
    tell({ kind: 'assigned' });
    expect(read(startCursor(), { incarnation: 1 })).toEqual([]);
    expect(state.phase).toBe('syncing');
  });
});

describe('a store with a commit under way', () => {
  beforeEach(() => {
    read(startCursor());
    fetch();
  });

  it('starts again from the stored cursor when another instance was there first', () => {
    expect(tell({ kind: 'lost', incarnation: 1 })).toEqual([{ kind: 'drop-folds' }, { kind: 'read-cursor', incarnation: 2 }]);
    expect(read(behind)).toEqual([{ kind: 'seek', offset: 1 }]);
    expect(fetch()).toEqual([]); // the other instance has stored it
  });

  it('drops what it had prepared when another instance was there first', () => {
    const head = { head: record.hash, seq: 1 };
    const next = encodeDecision({ kind: 'unchanged' }, { ...origin, id: 'c2' }, { head, partition: 0, version: 0, time: 0 })[0]!;
    tell({ kind: 'fetched', records: [{ offset: 1, value: next.value }] });
    tell({ kind: 'lost', incarnation: 1 });
    expect(read({ ...behind, nextOffset: 2, head: next.hash, seq: 2, headOffset: 1 })).toEqual([{ kind: 'seek', offset: 2 }]);
  });

  it('tries the same group again when the database fails', () => {
    const { group } = state;
    expect(tell({ kind: 'failed', incarnation: 1 })).toEqual([{ kind: 'retry-later', incarnation: 1, group }]);
    expect(tell({ kind: 'committed', incarnation: 1 })).toEqual([{ kind: 'moved', cursor: behind }]);
  });

  it('seeks back when the database has gone back', () => {
    tell({ kind: 'committed', incarnation: 1 });
    tell({ kind: 'lost', incarnation: 1 });
    expect(read(startCursor())).toEqual([{ kind: 'seek', offset: 0 }]);
    expect(fetch()).toMatchObject([{ kind: 'commit', group: { to: behind } }]);
  });

  it('takes no notice of its end after the partition has gone', () => {
    expect(tell({ kind: 'revoked' })).toEqual([{ kind: 'drop-folds' }]);
    expect(tell({ kind: 'committed', incarnation: 1 })).toEqual([]);
    expect(tell({ kind: 'failed', incarnation: 1 })).toEqual([]);
    expect(fetch()).toEqual([]);
  });
});
