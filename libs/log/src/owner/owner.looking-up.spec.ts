import { describe, expect, it } from '@jest/globals';
import { append, atTheDoor, DrivenOwner, only, TENANT, type GivenCommand } from '@skein/testing/simulation';
import type { Outcome } from '../record/outcome.ts';

const first: GivenCommand = { id: 'c1', fact: append('one') };
const second: GivenCommand = { id: 'c2', fact: append('two') };
const third: GivenCommand = { id: 'c3', fact: append('three') };
const fourth: GivenCommand = { id: 'c4', fact: append('four') };

const outcome: Outcome = { status: 'applied', version: 1, firstSeq: 1, lastSeq: 1, events: [] };
const stored = (given: GivenCommand) => ({ key: `${TENANT}/s1`, id: given.id, hash: atTheDoor(given, 0).hash, outcome });
const turns = (count: number) => ({ state: { started: false, turns: count }, version: count, time: 0 });
const cursorAt = (seq: number) => ({ nextOffset: seq, head: 'a'.repeat(64), seq });

describe('looking commands up', () => {
  it('asks for ids and streams on arrival, together', () => {
    const owner = new DrivenOwner().takeOver();
    expect(owner.give(first, { ...second, stream: 's2' })).toMatchObject([
      { kind: 'look-up', commands: [{ id: 'c1' }, { id: 'c2' }], streams: [{ stream: 's1' }, { stream: 's2' }] },
    ]);
  });

  it('goes on while a batch is in flight, and does not ask for streams that are in memory', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(first);
    owner.landsAt(0);
    owner.decide(second);
    expect(owner.give(third)).toMatchObject([{ kind: 'look-up', commands: [{ id: 'c3' }], streams: [] }]);
  });

  it('keeps to its limit, one lookup at a time', () => {
    const owner = new DrivenOwner({ lookup: 2 }).takeOver();
    expect(owner.give(first, second, third)).toMatchObject([{ kind: 'look-up', commands: [{ id: 'c1' }, { id: 'c2' }] }]);
    expect(only(owner.found(0), 'look-up')).toMatchObject([{ commands: [{ id: 'c3' }] }]);
  });

  it('answers with the stored outcome, and decides nothing', () => {
    const owner = new DrivenOwner().takeOver(cursorAt(1));
    owner.give(first);
    expect(owner.found(1, [stored(first)])).toEqual([
      { kind: 'settled', ref: 1 },
      { kind: 'answer', ref: 1, durable: 'stored', outcome },
    ]);
  });

  it('refuses an id that was used for another content', () => {
    const owner = new DrivenOwner().takeOver(cursorAt(1));
    owner.give({ ...first, fact: append('another') });
    const effects = owner.found(1, [stored(first)]);
    expect(effects).toMatchObject([
      { kind: 'refuse', ref: 1, code: 'command.key-reused', deadLetter: false },
      { kind: 'settled', ref: 1 },
    ]);
  });

  it('decides on the state that was found', () => {
    const owner = new DrivenOwner().takeOver(cursorAt(3));
    owner.give(first);
    owner.found(3, [], { s1: turns(3) });
    expect(owner.state.batch?.records[0]?.record).toMatchObject({ version: 4, data: { first: 4 } });
  });

  it('asks again after a failed lookup, in the same order', () => {
    const owner = new DrivenOwner().takeOver();
    owner.give(first);
    owner.give(second);
    const { lookup } = owner.last('look-up');
    expect(owner.tell({ kind: 'lookup-failed', lookup })).toMatchObject([{ kind: 'look-up', commands: [{ id: 'c1' }, { id: 'c2' }] }]);
    expect(owner.tell({ kind: 'lookup-failed', lookup })).toEqual([]);
  });

  it('ignores an answer to an earlier lookup', () => {
    const owner = new DrivenOwner().takeOver();
    owner.give(first);
    expect(owner.tell({ kind: 'looked-up', lookup: 99, at: 0, results: [], streams: new Map() })).toEqual([]);
  });

  it('repeats inside one group meet the first one, and wait with it', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(first, { ...first, wait: 'logged' });
    expect(owner.state.batch?.records).toHaveLength(1);
    expect(only(owner.landsAt(0), 'answer')).toMatchObject([{ ref: 2, durable: 'logged', outcome: { lastSeq: 1 } }]);
    expect(only(owner.tell({ kind: 'cursor', cursor: owner.end }), 'answer')).toMatchObject([{ ref: 1, durable: 'stored' }]);
  });

  it('meets a result in memory that the store does not have yet', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(first);
    owner.landsAt(0);
    expect(only(owner.decide({ ...first, wait: 'logged' }), 'answer')).toMatchObject([{ ref: 2, durable: 'logged' }]);
    expect(owner.state.batch).toBeUndefined();
  });

  it('says that an id is reused inside a group only when the first use is final', () => {
    const owner = new DrivenOwner().takeOver();
    const effects = owner.decide(first, { ...first, fact: append('another') });
    expect(only(effects, 'refuse')).toEqual([]);
    expect(only(owner.landsAt(0), 'refuse')).toMatchObject([{ ref: 2, code: 'command.key-reused' }]);
  });
});

describe('the floor', () => {
  it('rises to the last record of a batch whose results are dropped, once the store has all of it', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(first, second);
    owner.landsAt(0);
    owner.decide(third);
    owner.landsAt(2);
    const { end } = owner;
    owner.tell({ kind: 'cursor', cursor: { ...end, seq: 1, nextOffset: 1 } });
    expect(owner.state.unit).toMatchObject({ floor: 0, results: [{ lastSeq: 2 }, { lastSeq: 3 }] });
    owner.tell({ kind: 'cursor', cursor: { ...end, seq: 2, nextOffset: 2 } });
    expect(owner.state.unit).toMatchObject({ floor: 2, results: [{ lastSeq: 3 }] });
  });

  it('rises when a stream is dropped because there are too many', () => {
    const owner = new DrivenOwner({ streams: 1 }).takeOver();
    owner.decide(first, { ...second, stream: 's2' });
    owner.landsAt(0);
    owner.tell({ kind: 'cursor', cursor: owner.end });
    expect([...owner.state.unit.streams.keys()]).toEqual([`${TENANT}/s2`]);
    expect(owner.state.unit.floor).toBe(2);
  });

  it('keeps a stream that was used again instead of one that came after it', () => {
    const owner = new DrivenOwner({ streams: 1 }).takeOver();
    for (const [at, command] of [first, { ...first, id: 'again' }, { ...second, stream: 's2' }].entries()) {
      owner.decide(command);
      owner.landsAt(at);
    }
    owner.tell({ kind: 'cursor', cursor: owner.end });
    expect([...owner.state.unit.streams.keys()]).toEqual([`${TENANT}/s1`]);
  });

  it('makes an older answer be asked for again, and what came after it too, in its order', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(first);
    owner.give(second);
    owner.landsAt(0);
    owner.tell({ kind: 'cursor', cursor: owner.end });
    owner.found(0);
    owner.give(third); // looked up when the store had seq 1, and answered by one that lags behind
    owner.tell({ kind: 'cursor', cursor: owner.end });
    owner.found(0);
    owner.give(fourth);
    const effects = owner.landsAt(1);
    expect(owner.state.unit.floor).toBe(1);
    expect(only(effects, 'append')).toEqual([]);
    expect(only(effects, 'look-up')).toMatchObject([{ commands: [{ id: 'c3' }, { id: 'c4' }] }]);
  });

  it('stays where what was just looked up remains usable', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(first);
    owner.landsAt(0);
    owner.decide(second);
    owner.give(third);
    owner.tell({ kind: 'cursor', cursor: owner.end });
    expect(owner.state.unit.floor).toBe(0);
    owner.found(0);
    expect(only(owner.landsAt(1), 'append')).toHaveLength(1);
  });

  it('does not stand for a stream that was in memory at the lookup and is gone at the decision: that one is asked for', () => {
    const owner = new DrivenOwner({ streams: 0 }).takeOver();
    owner.decide(first);
    owner.landsAt(0);
    owner.decide({ ...second, stream: 's2' });
    owner.give(third);
    owner.found(1);
    owner.tell({ kind: 'cursor', cursor: owner.end });
    const effects = owner.landsAt(1);
    expect(only(effects, 'append')).toEqual([]);
    expect(only(effects, 'look-up')).toMatchObject([{ commands: [{ id: 'c3' }], streams: [{ stream: 's1' }] }]);
  });

  it('throws the unit away when the store answers from before it', () => {
    const owner = new DrivenOwner().takeOver(cursorAt(5));
    owner.give(first);
    expect(owner.found(4)).toMatchObject([{ kind: 'ask-end-offset' }]);
    expect(owner.state.waiting.map(({ id }) => id)).toEqual(['c1']);
  });

  it('throws the unit away when the cursor goes back below it, and its producer with a request in flight', () => {
    const owner = new DrivenOwner().takeOver(cursorAt(5));
    owner.decide(first);
    const effects = owner.tell({ kind: 'cursor', cursor: cursorAt(4) });
    expect(effects.map(({ kind }) => kind)).toEqual(['drop-producer', 'ask-end-offset']);
  });
});

it('keeps the results of many small batches together while the store lags, finds each, and drops them when it has them', () => {
  const owner = new DrivenOwner().takeOver();
  const commands = Array.from({ length: 200 }, (_, n) => ({ id: `n${n}`, stream: `s${n}`, fact: append('one') }));
  commands.forEach((command, offset) => (owner.decide(command), owner.landsAt(offset)));
  expect(owner.state.unit.results).toHaveLength(64);
  for (const n of [0, 63, 199]) {
    expect(only(owner.decide({ ...commands[n]!, wait: 'logged' }), 'answer')).toMatchObject([{ outcome: { lastSeq: n + 1 } }]);
  }
  owner.tell({ kind: 'cursor', cursor: owner.end });
  expect(owner.state.unit).toMatchObject({ floor: 200, results: [] });
});
