import { beforeEach, describe, expect, it } from '@jest/globals';
import { append, DrivenOwner, emptyCursor, only } from '@skein/testing/simulation';

let owner: DrivenOwner;
beforeEach(() => {
  owner = new DrivenOwner({ attempts: 3 }).takeOver();
});

const given = (...ids: string[]) => ids.map((id) => ({ id, fact: append(id) }));
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);
const refused = (why: 'too-large' | 'invalid' | 'unauthorised' = 'too-large') =>
  owner.tell({ kind: 'refused', attempt: owner.last('append').attempt, why });

describe('an append without an answer', () => {
  it('drops the producer before the very same bytes are sent again, alone', () => {
    owner.decide(...given('c1', 'c2'));
    const { records } = owner.last('append');
    owner.now += 5_000;
    const effects = owner.doubts();
    expect(kinds(effects)).toEqual(['drop-producer', 'append']);
    expect(effects[1]).toMatchObject({ attempt: 2, alone: true, records });
  });

  it('drops the producer also when it gives up, and starts again with the same commands', () => {
    owner.decide(...given('c1'));
    owner.doubts();
    owner.doubts();
    expect(kinds(owner.doubts())).toEqual(['drop-producer', 'ask-end-offset']);
    expect(owner.state.waiting.map(({ id }) => id)).toEqual(['c1']);
  });

  it('is final when a later copy lands right behind the last known record', () => {
    owner.decide(...given('c1'));
    owner.doubts();
    expect(only(owner.landsAt(0), 'settled')).toHaveLength(1);
    expect(owner.state.unit.seq).toBe(1);
  });

  it('believes no answer to an earlier copy', () => {
    owner.decide(...given('c1'));
    owner.doubts();
    expect(owner.tell({ kind: 'appended', attempt: 1, offset: 0 })).toEqual([]);
    expect(owner.tell({ kind: 'doubt', attempt: 1 })).toEqual([]);
    expect(owner.tell({ kind: 'refused', attempt: 1, why: 'invalid' })).toEqual([]);
  });

  it('believes no answer that belongs to an earlier unit', () => {
    owner.decide(...given('c1'));
    const { incarnation } = owner.state;
    owner.tell({ kind: 'assigned' });
    owner.catchUp(emptyCursor);
    owner.found(0);
    expect(owner.tell({ kind: 'appended', incarnation, attempt: 1, offset: 0 })).toEqual([]);
  });

  it('finds the outcome of the first copy when that one came through', () => {
    owner.decide(...given('c1'));
    const { hash } = owner.state.batch!.records[0]!;
    owner.doubts();
    owner.landsAt(1); // the first copy is at offset 0
    owner.tell({ kind: 'cursor', cursor: { nextOffset: 2, head: hash, seq: 1 } });
    owner.tell({ kind: 'record-at', hash, cursor: { nextOffset: 2, head: hash, seq: 1 } });
    expect(owner.state).toMatchObject({ phase: 'ready', unit: { head: hash, seq: 1, last: 1 } });
    expect(only(owner.effects, 'settled')).toHaveLength(1);
  });
});

describe('an append that is refused for certain', () => {
  it('halves the group, and goes back to whole groups after a success', () => {
    owner.decide(...given('c1', 'c2', 'c3', 'c4'));
    expect(kinds(refused())).toEqual(['ask-end-offset']);
    owner.catchUp(emptyCursor);
    owner.found(0);
    expect(owner.last('append').records).toHaveLength(2);
    owner.landsAt(0);
    expect(owner.state.groupLimit).toBe(owner.state.limits.group);
  });

  it.each([
    ['too-large', 'command.too-large'],
    ['invalid', 'command.failed'],
  ] as const)('sets a single command aside when it is %s, and records that it is rejected', (why, code) => {
    owner.decide(...given('c1'));
    expect(kinds(refused(why))).toEqual(['dead-letter', 'ask-end-offset']);
    owner.catchUp(emptyCursor);
    owner.found(0);
    owner.landsAt(0);
    const [answer] = only(owner.tell({ kind: 'cursor', cursor: owner.end }), 'answer');
    expect(answer?.outcome).toMatchObject({ status: 'rejected', rejection: { code } });
  });

  it('refuses the command for good when not even its rejection can be written, and its offset may be passed', () => {
    owner.decide(...given('c1'));
    refused();
    owner.catchUp(emptyCursor);
    owner.found(0);
    const effects = refused();
    expect(kinds(effects)).toEqual(['refuse', 'settled', 'ask-end-offset']);
    expect(effects[0]).toMatchObject({ code: 'command.too-large', deadLetter: true });
    expect(owner.state.waiting).toEqual([]);
  });

  it('says nothing about an earlier copy that is in doubt: everything is looked up again', () => {
    owner.decide(...given('c1'));
    owner.doubts();
    expect(only(refused(), 'dead-letter')).toEqual([]);
    expect(owner.state.waiting).toMatchObject([{ id: 'c1' }]);
    expect(owner.state.waiting[0]?.setAside).toBeUndefined();
  });

  it('stops the owner when the service may not write', () => {
    owner.decide(...given('c1'));
    expect(only(refused('unauthorised'), 'park')).toMatchObject([{ code: 'service.unavailable' }]);
    expect(owner.give(...given('c2'))).toEqual([]);
  });
});
