import { beforeEach, describe, expect, it } from '@jest/globals';
import { append, DrivenOwner, emptyCursor, only } from '@skein/testing/simulation';

const one = { id: 'c1', fact: append('one'), wait: 'logged' } as const;
const two = { id: 'c2', fact: append('two', 'three'), wait: 'logged' } as const;

let owner: DrivenOwner;
beforeEach(() => {
  owner = new DrivenOwner().takeOver();
  owner.decide(one, two);
});

const hashes = () => owner.state.batch!.records.map(({ hash }) => hash);
/** The store has read up to here, and `head` is its last accepted record. */
const readUpTo = (nextOffset: number, head = 'b'.repeat(64), seq = 9) => ({ nextOffset, head, seq });

describe('a batch that lands right behind the last known record', () => {
  it('is history: head, seq and last move, and those who asked for no more are answered', () => {
    const last = hashes().at(-1);
    const effects = owner.landsAt(0);
    expect(only(effects, 'answer')).toMatchObject([
      { ref: 1, durable: 'logged', outcome: { firstSeq: 1, lastSeq: 1 } },
      { ref: 2, durable: 'logged', outcome: { firstSeq: 2, lastSeq: 3 } },
    ]);
    expect(owner.state.unit).toMatchObject({ head: last, seq: 3, last: 2 });
    expect(owner.state.batch).toBeUndefined();
  });

  it('is answered and settled once', () => {
    owner.landsAt(0);
    expect(owner.landsAt(0)).toEqual([]);
  });
});

it('answers nobody before the batch has landed', () => {
  expect(only(owner.effects, 'answer')).toEqual([]);
  expect(only(owner.effects, 'settled')).toEqual([]);
});

it('parks when a batch lands where acknowledged records were', () => {
  owner.landsAt(0);
  owner.decide({ ...one, id: 'c3' });
  const effects = owner.landsAt(2);
  expect(only(effects, 'park')).toMatchObject([{ code: 'log.truncated' }]);
  expect(only(effects, 'answer')).toEqual([]);
});

describe('a batch that lands further on', () => {
  it('waits until the store has read past all of it, and then asks what is at its first seq', () => {
    expect(owner.landsAt(2)).toEqual([{ kind: 'await-cursor', past: 4 }]);
    expect(owner.state.phase).toBe('checking');
    expect(owner.tell({ kind: 'cursor', cursor: readUpTo(4) })).toEqual([]);
    expect(owner.tell({ kind: 'cursor', cursor: readUpTo(5) })).toMatchObject([{ kind: 'read-record', seq: 1 }]);
    expect(owner.tell({ kind: 'cursor', cursor: readUpTo(6) })).toEqual([]);
  });

  it('asks at once when the store was known to be past it', () => {
    owner.tell({ kind: 'cursor', cursor: readUpTo(5) });
    expect(owner.landsAt(2).map(({ kind }) => kind)).toEqual(['await-cursor', 'read-record']);
  });

  it('decides nothing while it is in doubt', () => {
    owner.landsAt(2);
    expect(owner.give({ ...one, id: 'c3' })).toEqual([]);
  });

  it('is history when the record there is ours, and the unit goes on when our last one is the head', () => {
    const [first, , last] = hashes();
    owner.landsAt(2);
    owner.tell({ kind: 'cursor', cursor: readUpTo(6, last, 3) });
    const effects = owner.tell({ kind: 'record-at', hash: first, cursor: readUpTo(6, last, 3) });
    expect(only(effects, 'answer').map(({ ref }) => ref)).toEqual([1, 2]);
    expect(owner.state).toMatchObject({ phase: 'ready', unit: { head: last, seq: 3, last: 5 } });
  });

  it('is history when the record there is ours, and the unit goes when somebody has written behind it', () => {
    const [first] = hashes();
    owner.landsAt(2);
    const effects = owner.tell({ kind: 'record-at', hash: first, cursor: readUpTo(6) });
    expect(only(effects, 'answer')).toHaveLength(2);
    expect(effects.at(-1)).toMatchObject({ kind: 'ask-end-offset' });
    expect(owner.state.unit).toMatchObject({ streams: { size: 0 }, results: [] });
  });

  it.each([
    ['of somebody else', 'c'.repeat(64)],
    ['not there', undefined],
  ])('is void when the record there is %s: everything is decided again, on a new unit', (_, hash) => {
    owner.landsAt(2);
    const effects = owner.tell({ kind: 'record-at', hash, cursor: readUpTo(6) });
    expect(effects).toMatchObject([{ kind: 'ask-end-offset' }]);
    expect(owner.state.waiting.map(({ id }) => id)).toEqual(['c1', 'c2']);
  });

  it('is not followed by a batch on states that it would have made', () => {
    owner.landsAt(2);
    owner.tell({ kind: 'record-at', hash: undefined, cursor: readUpTo(6) });
    owner.catchUp({ ...emptyCursor, nextOffset: 6 });
    owner.found(0);
    expect(owner.state.batch?.records.map(({ record }) => record.seq)).toEqual([1, 2, 3]);
  });
});
