import { describe, expect, it } from '@jest/globals';
import { append, DrivenOwner, emptyCursor } from '@skein/testing/simulation';

const head = 'a'.repeat(64);
const cursorAt = (nextOffset: number) => ({ nextOffset, head, seq: nextOffset });

describe('an owner that takes a partition over', () => {
  it('asks for the end of the topic first, and then for the store to have read up to it', () => {
    const owner = new DrivenOwner();
    expect(owner.tell({ kind: 'assigned' })).toEqual([{ kind: 'ask-end-offset', incarnation: 1 }]);
    expect(owner.tell({ kind: 'end-offset', offset: 7 })).toEqual([{ kind: 'await-cursor', past: 6 }]);
    expect(owner.state.phase).toBe('awaiting-cursor');
  });

  it('decides nothing before the store has read to the end', () => {
    const owner = new DrivenOwner();
    owner.tell({ kind: 'assigned' });
    owner.tell({ kind: 'end-offset', offset: 7 });
    expect(owner.give({ id: 'c1', fact: append('hi') })).toEqual([]);
    expect(owner.tell({ kind: 'cursor', cursor: cursorAt(6) })).toEqual([]);
    expect(owner.tell({ kind: 'cursor', cursor: cursorAt(7) })).toMatchObject([{ kind: 'look-up', commands: [{ id: 'c1' }] }]);
  });

  it("starts from the store's cursor alone", () => {
    const { unit, phase } = new DrivenOwner().takeOver(cursorAt(7)).state;
    expect(phase).toBe('ready');
    expect(unit).toMatchObject({ head, seq: 7, last: 6, floor: 7, streams: { size: 0 }, results: [] });
  });

  it('takes an empty topic over at once', () => {
    expect(new DrivenOwner().takeOver(emptyCursor).state.phase).toBe('ready');
  });

  it('asks for the end again when the store has read beyond the one it was told', () => {
    const owner = new DrivenOwner();
    owner.tell({ kind: 'assigned' });
    owner.tell({ kind: 'end-offset', offset: 7 });
    expect(owner.tell({ kind: 'cursor', cursor: cursorAt(9) })).toEqual([{ kind: 'ask-end-offset', incarnation: 2 }]);
    expect(owner.catchUp(cursorAt(9)).state.phase).toBe('ready');
  });

  it('parks when the topic ends before what the store has read', () => {
    const owner = new DrivenOwner();
    owner.tell({ kind: 'assigned' });
    owner.tell({ kind: 'end-offset', offset: 7 });
    owner.tell({ kind: 'cursor', cursor: cursorAt(9) });
    expect(owner.tell({ kind: 'end-offset', offset: 7 })).toMatchObject([{ kind: 'park', code: 'log.truncated' }]);
    expect(owner.state).toMatchObject({ phase: 'parked', parkedBecause: 'log.truncated' });
  });

  it('ignores an end that was asked for by an earlier incarnation', () => {
    const owner = new DrivenOwner().takeOver();
    owner.tell({ kind: 'assigned' });
    expect(owner.tell({ kind: 'end-offset', incarnation: 1, offset: 3 })).toEqual([]);
    expect(owner.state.phase).toBe('asking-end');
  });

  it('starts from an empty unit when the partition was somewhere else meanwhile', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide({ id: 'c1', fact: append('hi') });
    owner.landsAt(0);
    expect(owner.state.unit).toMatchObject({ seq: 1, streams: { size: 1 }, results: [{ lastSeq: 1 }] });
    owner.tell({ kind: 'revoked' });
    owner.takeOver(cursorAt(4));
    expect(owner.state.unit).toMatchObject({ head, seq: 4, last: 3, floor: 4, streams: { size: 0 }, results: [] });
  });

  it('is no longer parked when it is assigned the partition anew', () => {
    const owner = new DrivenOwner().takeOver(cursorAt(9));
    owner.tell({ kind: 'assigned' });
    owner.tell({ kind: 'end-offset', offset: 2 });
    owner.takeOver(cursorAt(9));
    expect(owner.state.phase).toBe('ready');
    expect(owner.state.parkedBecause).toBeUndefined();
  });
});
