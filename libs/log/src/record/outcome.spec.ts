import { describe, expect, it } from '@jest/globals';
import { TurnsAppended, ThreadStarted, type Decision } from '@skein/contracts';
import { emptyHead } from './acceptance.ts';
import { encodeDecision } from './encode.ts';
import { outcomeOf } from './outcome.ts';

const origin = { tenant: 'acme', stream: 's1', id: 'c1', hash: 'a'.repeat(64), actor: { subject: 'ann' }, correlationId: 'x' };
const recordsOf = (decision: Decision) =>
  encodeDecision(decision, origin, { head: { ...emptyHead(), seq: 6 }, partition: 0, version: 2, time: 0 }).map(({ record }) => record);

describe('the outcome of a command', () => {
  it('names the events made, and repeats the fields that their definition says', () => {
    const turns = TurnsAppended({ first: 9, turns: [{ role: 'user', content: 'hi' }] });
    const records = recordsOf({ kind: 'events', events: [ThreadStarted({ title: 'a' }), turns] });
    expect(outcomeOf(records)).toEqual({
      status: 'applied',
      version: 4,
      firstSeq: 7,
      lastSeq: 8,
      events: [
        { id: records[0]?.id, type: 'memory.thread-started', version: 3 },
        { id: records[1]?.id, type: 'memory.turns-appended', version: 4, answer: { first: 9 } },
      ],
    });
  });

  it('says that nothing was changed, and at which version', () => {
    expect(outcomeOf(recordsOf({ kind: 'unchanged' }))).toEqual({ status: 'unchanged', version: 2, firstSeq: 7, lastSeq: 7, events: [] });
  });

  it('carries code and detail of a rejection', () => {
    const rejection = { code: 'thread.full', detail: { turns: 3 } } as const;
    expect(outcomeOf(recordsOf({ kind: 'rejected', ...rejection }))).toMatchObject({
      status: 'rejected',
      version: 2,
      events: [],
      rejection,
    });
  });

  it('cannot be read off no records', () => {
    expect(() => outcomeOf([])).toThrow(/no outcome/);
  });
});
