import { describe, expect, it } from '@jest/globals';
import { append, atTheDoor, DrivenOwner, EXPLOSIVE, only, start } from '@skein/testing/simulation';
import { accept, emptyHead } from '../record/acceptance.ts';
import type { OwnerEffect } from './owner.inputs.ts';

const appended = (effects: readonly OwnerEffect[]) => only(effects, 'append').flatMap(({ records }) => records);
const idsIn = (effects: readonly OwnerEffect[]) =>
  appended(effects).map(({ value }) => (JSON.parse(value) as { commandid: string }).commandid);

describe('deciding a group', () => {
  it('decides each on the state that the one before it left, in one linked batch', () => {
    const owner = new DrivenOwner().takeOver();
    const records = appended(owner.decide({ id: 'c1', fact: append('one', 'two') }, { id: 'c2', fact: append('three') }));
    let head = emptyHead();
    const read = records.map(({ value }) => {
      const acceptance = accept(head, value, 0);
      if (acceptance.kind === 'accepted') head = acceptance.next;
      return acceptance;
    });
    expect(read).toMatchObject([1, 2, 3].map((seq) => ({ kind: 'accepted', record: { seq, version: seq, last: seq > 1 } })));
    expect(records.map(({ key }) => key)).toEqual(['acme/s1', 'acme/s1', 'acme/s1']);
  });

  it('takes together whatever came while the batch before it was in flight', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide({ id: 'c1', fact: append('one') });
    owner.decide({ id: 'c2', fact: append('two') });
    owner.decide({ id: 'c3', fact: append('three') });
    expect(idsIn(owner.effects)).toEqual(['c1']);
    expect(idsIn(owner.landsAt(0))).toEqual(['c2', 'c3']);
  });

  it('stops at the most commands a batch may have', () => {
    const owner = new DrivenOwner({ group: 2 }).takeOver();
    expect(idsIn(owner.decide(...['c1', 'c2', 'c3'].map((id) => ({ id, fact: append(id) }))))).toEqual(['c1', 'c2']);
    expect(idsIn(owner.landsAt(0))).toEqual(['c3']);
  });

  it('stops before the most bytes, counting them in UTF-8, and decides what is left on an untouched state', () => {
    const owner = new DrivenOwner({ bytes: 4000 }).takeOver();
    const wide = '語'.repeat(600);
    expect(idsIn(owner.decide({ id: 'c1', fact: append(wide) }, { id: 'c2', fact: append(wide) }))).toEqual(['c1']);
    expect(appended(owner.landsAt(0)).map(({ value }) => JSON.parse(value) as unknown)).toMatchObject([
      { commandid: 'c2', data: { first: 2 } },
    ]);
  });

  it('rejects a command whose records alone are too large', () => {
    const owner = new DrivenOwner({ bytes: 1000 }).takeOver();
    owner.decide({ id: 'c1', fact: append('x'.repeat(1000)), wait: 'logged' });
    const [answer] = only(owner.landsAt(0), 'answer');
    expect(answer?.outcome).toMatchObject({ status: 'rejected', version: 0, rejection: { code: 'command.too-large' } });
  });

  it('records that a command changes nothing, and that one is rejected', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(
      { id: 'c1', fact: start('a') },
      { id: 'c2', fact: start('b'), wait: 'logged' },
      { id: 'c3', fact: append('1', '2', '3', '4', '5'), wait: 'logged' },
    );
    expect(only(owner.landsAt(0), 'answer')).toMatchObject([
      { ref: 2, outcome: { status: 'unchanged', version: 1, firstSeq: 2 } },
      { ref: 3, outcome: { status: 'rejected', version: 1, firstSeq: 3, rejection: { code: 'thread.full', detail: { turns: 0 } } } },
    ]);
  });

  it('rejects a command that expected another version, counting the group before it', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide(
      { id: 'c1', fact: append('one'), expectedVersion: 0 },
      { id: 'c2', fact: append('two'), expectedVersion: 0, wait: 'logged' },
    );
    const rejection = { code: 'workflow.version-conflict', detail: { expected: 0, current: 1 } };
    expect(only(owner.landsAt(0), 'answer')).toMatchObject([{ ref: 2, outcome: { status: 'rejected', rejection } }]);
  });

  it('records the rejection that the door has found', () => {
    const owner = new DrivenOwner().takeOver();
    const refused = { code: 'payload.bad-text', detail: { at: '$.turns' } } as const;
    owner.tell({ kind: 'commands', commands: [{ ...atTheDoor({ id: 'c1', fact: append('x') }, 1), wait: 'logged', refused }] });
    owner.found(0);
    expect(only(owner.landsAt(0), 'answer')).toMatchObject([{ outcome: { status: 'rejected', rejection: refused } }]);
  });

  it("never decides before the time of the stream's last event, nor before a timer's deadline", () => {
    const owner = new DrivenOwner().takeOver();
    const time = Date.parse('2027-01-01T00:00:00.000Z');
    owner.tell({ kind: 'commands', commands: [atTheDoor({ id: 'c1', fact: append('x') }, 1, { due: time })] });
    owner.found(0);
    owner.decide({ id: 'c2', fact: append('y') });
    owner.landsAt(0);
    expect(owner.state.batch?.records[0]?.record.time).toBe('2027-01-01T00:00:00.000Z');
  });
});

describe('a decision that throws', () => {
  it('is recorded as a rejection, and set aside as a dead letter once that is final', () => {
    const owner = new DrivenOwner().takeOver();
    const before = owner.decide({ id: 'c1', fact: append(EXPLOSIVE), wait: 'logged' });
    expect(only(before, 'dead-letter')).toEqual([]);
    const after = owner.landsAt(0);
    expect(after).toMatchObject([
      { kind: 'dead-letter', ref: 1, error: expect.stringContaining('this turn explodes') },
      { kind: 'settled', ref: 1 },
      { kind: 'answer', outcome: { status: 'rejected', rejection: { code: 'command.failed' } } },
    ]);
  });

  it('is set aside again when its command comes again: who recorded it may have died before it was set aside', () => {
    const first = new DrivenOwner().takeOver();
    first.decide({ id: 'c1', fact: append(EXPLOSIVE) });
    const { result } = first.state.batch!.commands[0]!;
    const owner = new DrivenOwner().takeOver({ nextOffset: 1, head: 'f'.repeat(64), seq: 1 });
    owner.give({ id: 'c1', fact: append(EXPLOSIVE) });
    expect(owner.found(1, [result])).toMatchObject([
      { kind: 'dead-letter', ref: 1 },
      { kind: 'settled', ref: 1 },
      { kind: 'answer', outcome: { status: 'rejected', rejection: { code: 'command.failed' } } },
    ]);
  });

  it('does not disturb the commands around it', () => {
    const owner = new DrivenOwner().takeOver();
    const effects = owner.decide(
      { id: 'c1', fact: append('one') },
      { id: 'c2', fact: append(EXPLOSIVE) },
      { id: 'c3', fact: append('two') },
    );
    expect(appended(effects).map(({ value }) => (JSON.parse(value) as { version?: number }).version)).toEqual([1, undefined, 2]);
  });

  it('records as failed what makes an event that no reader could accept', () => {
    const owner = new DrivenOwner().takeOver();
    owner.decide({ id: 'c1', fact: append('holds \u0000') });
    expect(owner.landsAt(0)).toMatchObject([
      { kind: 'dead-letter', ref: 1, error: expect.stringContaining('turns-appended') },
      { kind: 'settled', ref: 1 },
    ]);
  });

  it('refuses without a record what no reader could accept, and goes on', () => {
    const owner = new DrivenOwner().takeOver();
    const unfit = atTheDoor({ id: 'c1', fact: append('x') }, 1, { correlationId: 'x'.repeat(200) });
    owner.tell({ kind: 'commands', commands: [unfit, atTheDoor({ id: 'c2', fact: append('y') }, 2)] });
    const effects = owner.found(0);
    expect(only(effects, 'refuse')).toMatchObject([{ ref: 1, code: 'command.failed', deadLetter: true }]);
    expect(only(effects, 'settled')).toEqual([{ kind: 'settled', ref: 1 }]);
    expect(idsIn(effects)).toEqual(['c2']);
  });
});

it('decides nothing more while too much is not stored yet', () => {
  const owner = new DrivenOwner({ unstored: 1 }).takeOver();
  owner.decide({ id: 'c1', fact: append('one', 'two') });
  owner.landsAt(0);
  expect(appended(owner.decide({ id: 'c2', fact: append('three') }))).toEqual([]);
  expect(idsIn(owner.tell({ kind: 'cursor', cursor: owner.end }))).toEqual(['c2']);
});
