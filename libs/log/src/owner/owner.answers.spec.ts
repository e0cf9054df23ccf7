import { describe, expect, it } from '@jest/globals';
import { append, DrivenOwner, emptyCursor, only } from '@skein/testing/simulation';
import { backlogOf } from './owner.state.ts';
import { hearsEnough } from './owner.step.ts';

const given = (id: string, wait: 'logged' | 'stored' = 'stored') => ({ id, fact: append(id), wait });

describe('a caller who waits for the store', () => {
  it('is answered when the cursor has reached its last record, not earlier', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide({ id: 'c1', fact: append('one', 'two') });
    expect(only(owner.landsAt(0), 'answer')).toEqual([]);
    expect(only(owner.tell({ kind: 'cursor', cursor: { ...owner.end, seq: 1 } }), 'answer')).toEqual([]);
    expect(only(owner.tell({ kind: 'cursor', cursor: { ...owner.end, seq: 2 } }), 'answer')).toMatchObject([{ ref: 1, durable: 'stored' }]);
    expect(only(owner.tell({ kind: 'cursor', cursor: { ...owner.end, seq: 2 } }), 'answer')).toEqual([]);
  });

  it('is not answered by what the store had at that seq before the outcome was final', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given('c1'));
    expect(only(owner.tell({ kind: 'cursor', cursor: { nextOffset: 1, head: 'f'.repeat(64), seq: 1 } }), 'answer')).toEqual([]);
  });

  it('is answered when a commit is told that has it', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide({ id: 'c1', fact: append('one', 'two') });
    owner.landsAt(0);
    expect(only(owner.tell({ kind: 'stored', seq: 1 }), 'answer')).toEqual([]);
    expect(only(owner.tell({ kind: 'stored', seq: 2 }), 'answer')).toMatchObject([{ ref: 1, durable: 'stored' }]);
  });

  it('is not answered by a commit that is told while the partition is taken over, or that is older than what was told before', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given('c1'));
    owner.landsAt(0);
    const { end } = owner;
    owner.tell({ kind: 'assigned' });
    expect(hearsEnough(owner.state, 1)).toBe(false);
    expect(owner.tell({ kind: 'stored', seq: 1 })).toEqual([]);
    owner.catchUp(end);
    expect(hearsEnough(owner.state, 0)).toBe(false);
    expect(hearsEnough(owner.state, 1)).toBe(true);
  });

  it('is answered at once when the store is known to have it', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given('c1'));
    const { hash } = owner.state.batch!.records[0]!;
    owner.tell({ kind: 'cursor', cursor: { nextOffset: 1, head: hash, seq: 1 } }); // the store was faster than the broker's answer
    expect(only(owner.landsAt(0), 'answer')).toMatchObject([{ ref: 1, durable: 'stored' }]);
  });

  it('goes on waiting when the unit is thrown away, since its outcome is final', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given('c1'));
    owner.landsAt(0);
    const { end } = owner;
    owner.decide(given('c2'));
    owner.doubts();
    owner.doubts();
    owner.doubts();
    expect(only(owner.tell({ kind: 'cursor', cursor: end }), 'answer')).toMatchObject([{ ref: 1 }]);
  });
});

it('settles a command when its outcome is final, whoever waits for more', () => {
  const owner = new DrivenOwner().takeOver();
  expect(only(owner.decide(given('c1')), 'settled')).toEqual([]);
  expect(only(owner.landsAt(0), 'settled')).toEqual([{ kind: 'settled', ref: 1 }]);
});

describe('an owner that loses its partition', () => {
  it('names everybody who has no answer: deciding, looked up, waiting, repeated, and final but not stored', () => {
    const owner = new DrivenOwner({ lookup: 2 }).takeOver();
    owner.decide(given('c1'));
    owner.landsAt(0);
    owner.decide(given('c2'), given('c2'));
    owner.decide(given('c3'));
    owner.give(given('c4'), given('c5'), given('c6'));
    expect(backlogOf(owner.state)).toBe(6);
    const [handOver] = only(owner.tell({ kind: 'revoked' }), 'hand-over');
    expect(handOver).toMatchObject({ refs: [2, 3, 4, 5, 6, 7], awaitingStore: [{ ref: 1, outcome: { lastSeq: 1 } }] });
    expect(backlogOf(owner.state)).toBe(0);
  });

  it('drops a producer that has a request in flight, and none that has not', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given('c1'));
    expect(owner.tell({ kind: 'revoked' }).map(({ kind }) => kind)).toEqual(['drop-producer', 'hand-over']);
    owner.takeOver(emptyCursor);
    expect(owner.tell({ kind: 'revoked' }).map(({ kind }) => kind)).toEqual(['hand-over']);
  });

  it('answers nothing that arrives afterwards', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(given('c1', 'logged'));
    const { incarnation } = owner.state;
    owner.tell({ kind: 'revoked' });
    expect(owner.tell({ kind: 'appended', incarnation, attempt: 1, offset: 0 })).toEqual([]);
  });
});

it('keeps plain data only, so that a copy goes the same way', () => {
  const owner = new DrivenOwner().takeOver();
  owner.decide(given('c1'), given('c1'));
  expect(structuredClone(owner.state)).toEqual(owner.state);
});
