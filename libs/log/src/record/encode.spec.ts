import { describe, expect, it } from '@jest/globals';
import { OUTCOME_TYPE, ThreadStarted, TurnsAppended, ZERO_HASH, type Decision, type Fact } from '@skein/contracts';
import { accept, emptyHead, type Head } from './acceptance.ts';
import { encodeDecision } from './encode.ts';
import { recordHash } from './hash.ts';

const origin = { tenant: 'acme', stream: 's1', id: 'c1', hash: 'a'.repeat(64), actor: { subject: 'ann' }, correlationId: 'trip' };
const place = { head: emptyHead(), partition: 3, version: 4, time: Date.parse('2026-01-15T12:00:00.250Z') };
const turn = (first: number) => TurnsAppended({ first, turns: [{ role: 'user', content: 'hi' }] });
const encode = (...events: Fact[]) => encodeDecision({ kind: 'events', events }, origin, place);

describe('the records of a command', () => {
  it('say everything about it, in CloudEvents form', () => {
    expect(encode(ThreadStarted({ title: 'a' })).map(({ record }) => record)).toEqual([
      {
        specversion: '1.0',
        id: expect.stringMatching(/-7/),
        source: 'skein/command-service',
        type: 'dev.skein.memory.thread-started.v1',
        subject: 's1',
        time: '2026-01-15T12:00:00.250Z',
        datacontenttype: 'application/json',
        dataschema: 'urn:dev:skein:memory:thread-started:v1',
        tenant: 'acme',
        partition: 3,
        seq: 1,
        version: 5,
        commandid: 'c1',
        commandhash: 'a'.repeat(64),
        correlationid: 'trip',
        actor: 'ann',
        schemaversion: 1,
        last: true,
        prev: ZERO_HASH,
        data: { title: 'a' },
      },
    ]);
  });

  it('are linked, counted without a hole, and the last one says so', () => {
    const records = encode(turn(1), turn(2), turn(3));
    expect(records.map(({ record }) => record)).toMatchObject([
      { seq: 1, version: 5, last: false, prev: ZERO_HASH },
      { seq: 2, version: 6, last: false, prev: records[0]?.hash },
      { seq: 3, version: 7, last: true, prev: records[1]?.hash },
    ]);
    for (const { value, hash } of records) expect(recordHash(value)).toBe(hash);
  });

  it('share nothing with the decision, and are what their bytes say', () => {
    const event = turn(1);
    const [made] = encode(event);
    event.data.turns[0]!.content = 'changed';
    expect(JSON.parse(made!.value)).toEqual(made!.record);
    expect(made!.record.data).toMatchObject({ turns: [{ content: 'hi' }] });
  });

  it('follow the head they are given', () => {
    const head: Head = { head: 'b'.repeat(64), seq: 41 };
    const [{ record }] = encodeDecision({ kind: 'unchanged' }, origin, { ...place, head }) as [ReturnType<typeof encode>[0]];
    expect(record).toMatchObject({ prev: head.head, seq: 42 });
  });

  it('are the same bytes when they are encoded again', () => {
    expect(encode(turn(1), turn(2))).toEqual(encode(turn(1), turn(2)));
  });

  it('carry cause and trace when the command has them', () => {
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const [one] = encodeDecision({ kind: 'unchanged' }, { ...origin, causationId: 'why', traceparent }, place);
    expect(one?.record).toMatchObject({ causationid: 'why', traceparent });
  });

  it.each<[string, Decision, object]>([
    [
      'a rejection',
      { kind: 'rejected', code: 'thread.full', detail: { turns: 3 } },
      { outcome: 'rejected', version: 4, code: 'thread.full' },
    ],
    ['no change', { kind: 'unchanged' }, { outcome: 'unchanged', version: 4 }],
  ])('record %s as an outcome, without a stream version of its own', (_, decision, data) => {
    const [one, ...more] = encodeDecision(decision, origin, place);
    expect(more).toEqual([]);
    expect(one?.record).toMatchObject({ type: OUTCOME_TYPE, seq: 1, last: true, data });
    expect(one?.record).not.toHaveProperty('version');
  });

  it('are accepted by every reader, in whatever form they are', () => {
    const decisions: Decision[] = [
      { kind: 'events', events: [ThreadStarted({ title: 'a' }), turn(1)] },
      { kind: 'unchanged' },
      { kind: 'rejected', code: 'thread.full', detail: {} },
    ];
    let head = emptyHead();
    for (const decision of decisions) {
      for (const { record, value } of encodeDecision(decision, origin, { ...place, head })) {
        const acceptance = accept(head, value, place.partition);
        expect(acceptance).toMatchObject({ kind: 'accepted', record });
        if (acceptance.kind === 'accepted') head = acceptance.next;
      }
    }
    expect(head.seq).toBe(4);
  });
});

describe('a decision that must not be recorded', () => {
  it.each<[string, Fact[], RegExp]>([
    ['has no events', [], /at least one/],
    ['makes an event without data', [{ type: 'memory.thread-started', data: undefined }], /no JSON value/],
    ['makes an event that is not declared', [{ type: 'memory.thread-melted', data: {} }], /thread-melted/],
  ])('throws when it %s', (_, events, message) => {
    expect(() => encode(...events)).toThrow(message);
  });

  it.each<[string, Fact, RegExp]>([
    ['does not fit its schema', { type: 'memory.thread-started', data: { title: '' } }, /title/],
    ['has more than its schema has', { type: 'memory.thread-started', data: { title: 'a', more: 1 } }, /more/],
  ])('cannot be read when an event %s', (_, event, message) => {
    const [made] = encode(event);
    expect(accept(emptyHead(), made!.value, place.partition)).toMatchObject({ kind: 'parked', detail: expect.stringMatching(message) });
  });
});
