import { describe, expect, it } from '@jest/globals';
import { TurnsAppended, ZERO_HASH, type Fact } from '@skein/contracts';
import { accept, emptyHead } from './acceptance.ts';
import { encodeDecision } from './encode.ts';
import { recordHash } from './hash.ts';

const origin = { tenant: 'acme', stream: 's1', id: 'c1', hash: 'a'.repeat(64), actor: { subject: 'ann' }, correlationId: 'x' };
const place = { head: emptyHead(), partition: 0, version: 0, time: 0 };
const turn = TurnsAppended({ first: 1, turns: [{ role: 'user', content: 'hi' }] });
const encode = (...events: Fact[]) => encodeDecision({ kind: 'events', events }, origin, place);
const [{ record, value }] = encode(turn) as [ReturnType<typeof encode>[0]];
const withField = (more: object) => JSON.stringify({ ...record, ...more });

describe('a record that follows the head', () => {
  it('is accepted, and becomes the head', () => {
    expect(accept(emptyHead(), value, 0)).toEqual({ kind: 'accepted', record, next: { head: recordHash(value), seq: 1 } });
  });

  it('is accepted when it is an outcome without events', () => {
    const [rejected] = encodeDecision({ kind: 'rejected', code: 'thread.full', detail: { turns: 3 } }, origin, place);
    expect(accept(emptyHead(), rejected!.value, 0)).toMatchObject({ kind: 'accepted', record: { data: { code: 'thread.full' } } });
  });

  it('is followed by the next record of its batch', () => {
    const [first, second] = encode(turn, turn);
    const after = accept(emptyHead(), first!.value, 0);
    expect(after.kind === 'accepted' && accept(after.next, second!.value, 0)).toMatchObject({ kind: 'accepted', next: { seq: 2 } });
  });

  it.each([
    ['another seq than its place', { seq: 2 }, 'log.seq-mismatch', /after seq 0 says seq 2/],
    ['no seq', { seq: undefined }, 'log.seq-mismatch', /undefined/],
    ['another partition than the one it is in', { partition: 5 }, 'log.foreign-topic', /belongs to partition 5, not 0/],
    ['an unknown type', { type: 'dev.skein.memory.thread-melted.v1' }, 'log.unknown-event', /thread-melted/],
    ['the type of a command', { type: 'dev.skein.memory.append-turns.v1' }, 'log.unknown-event', /append-turns/],
    ['data that do not fit its type', { data: { first: 0, turns: [] } }, 'log.unknown-event', /first/],
    ['an attribute that nobody knows', { colour: 'red' }, 'log.unknown-event', /colour/],
    ['no command id', { commandid: undefined }, 'log.unknown-event', /seq 1/],
  ])('parks the partition when it has %s', (_, more, code, detail) => {
    expect(accept(emptyHead(), withField(more), 0)).toMatchObject({ kind: 'parked', code, detail: expect.stringMatching(detail) });
  });
});

describe('a record that does not follow the head', () => {
  const later = { head: recordHash(value), seq: 1 };

  it.each([
    ['a repeat', value],
    ['a late record of a former owner', withField({ prev: 'e'.repeat(64), seq: 2 })],
    ['one without a link', withField({ prev: undefined })],
    ['an empty value', null],
    ['bytes that are no JSON', 'ÿ{'],
    ['JSON that is no object', '17'],
    ['JSON null', 'null'],
    ['a list', '[]'],
  ])('is void: %s', (_, bytes) => {
    expect(accept(later, bytes, 0)).toEqual({ kind: 'void' });
  });

  it('is void whatever its type is: only what is linked must be understood', () => {
    expect(accept(later, withField({ type: 'dev.skein.memory.thread-melted.v1' }), 0)).toEqual({ kind: 'void' });
  });
});

it('tells two records apart that differ in a blank: the hash is of the bytes', () => {
  expect(recordHash(`${value} `)).not.toBe(recordHash(value));
  expect(recordHash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(emptyHead()).toEqual({ head: ZERO_HASH, seq: 0 });
});
