import { describe, expect, it } from '@jest/globals';
import { TurnsAppended, type Decision, type EventRecord } from '@skein/contracts';
import { turnsDecider } from '@skein/testing/simulation';
import { emptyHead } from './acceptance.ts';
import { encodeDecision } from './encode.ts';
import { emptyStream, foldRecords } from './fold.ts';

const origin = { tenant: 'acme', stream: 's1', id: 'c1', hash: 'a'.repeat(64), actor: { subject: 'ann' }, correlationId: 'x' };
const turn = TurnsAppended({ first: 1, turns: [{ role: 'user', content: 'hi' }] });
const recordsOf = (decision: Decision, version: number, time: number) =>
  encodeDecision(decision, origin, { head: emptyHead(), partition: 0, version, time }).map(({ record }) => record);

describe('folding a stream', () => {
  it('starts from nothing, at version 0', () => {
    expect(emptyStream(turnsDecider)).toEqual({ state: { started: false, turns: 0 }, version: 0, time: 0 });
  });

  it('goes on from any state, with version and time of the newest event', () => {
    const once = foldRecords(turnsDecider, emptyStream(turnsDecider), recordsOf({ kind: 'events', events: [turn, turn] }, 0, 1_000));
    expect(once).toEqual({ state: { started: false, turns: 2 }, version: 2, time: 1_000 });
    const twice = foldRecords(turnsDecider, once, recordsOf({ kind: 'events', events: [turn] }, 2, 2_000));
    expect(twice).toEqual({ state: { started: false, turns: 3 }, version: 3, time: 2_000 });
  });

  it('passes over outcomes that made no event', () => {
    expect(foldRecords(turnsDecider, emptyStream(turnsDecider), recordsOf({ kind: 'unchanged' }, 0, 5))).toEqual(emptyStream(turnsDecider));
  });

  it('refuses an event of a type that it does not know', () => {
    const [record] = recordsOf({ kind: 'events', events: [turn] }, 0, 0) as [EventRecord];
    expect(() => foldRecords(turnsDecider, emptyStream(turnsDecider), [{ ...record, type: 'dev.skein.other.v1' }])).toThrow(
      /dev\.skein\.other/,
    );
  });
});
