import { isOutcome, ZERO_HASH, type LogRecord } from '@skein/contracts';
import { emptyStream, encodeDecision, foldRecords, outcomeOf, resultKey, streamKey, type FoldedStream, type Outcome } from '@skein/log';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { atTheDoor } from '../simulation/given-command.ts';
import { turnsDecider } from '../simulation/turns.decider.ts';
import type { Scenario } from './scenario.ts';

/** What a reader of its own, which shares nothing with `accept`, makes of a partition up to here. */
export interface Reading {
  head: string;
  /** Hashes of the accepted records; the index is seq − 1. */
  hashes: readonly string[];
  /** Of a command whose end has not come yet. */
  open: readonly LogRecord[];
  outcomes: ReadonlyMap<string, { hash: string; outcome: Outcome }>;
  streams: ReadonlyMap<string, FoldedStream>;
  /** The first promise that is broken here. */
  violation?: string;
}

/**
 * The end of a partition. Equal histories are one object, so that each is read once in a whole exploration, however often worlds
 * come by: one outcome per command (G1), dense seqs and versions (G2), decided on the newest history (G4).
 */
export interface LogNode {
  readonly id: number;
  readonly length: number;
  readonly before: LogNode | undefined;
  readonly value: string;
  readonly hash: string;
  readonly reading: Reading;
  readonly next: Map<string, LogNode>;
}

/** Makes the logs of one exploration. */
export class LogNodes {
  readonly #empty = new Map<number, LogNode>();
  #made = 0;

  constructor(private readonly scenario: Scenario) {}

  empty(partition: number): LogNode {
    const reading = { head: ZERO_HASH, hashes: [], open: [], outcomes: new Map(), streams: new Map() };
    const made = this.#empty.get(partition) ?? this.#node(undefined, '', reading);
    this.#empty.set(partition, made);
    return made;
  }

  append(end: LogNode, values: readonly string[]): LogNode {
    let node = end;
    for (const value of values) {
      const known = node.next.get(value);
      const next: LogNode = known ?? this.#node(node, value, this.#readOn(node.reading, value));
      if (!known) node.next.set(value, next);
      node = next;
    }
    return node;
  }

  #node(before: LogNode | undefined, value: string, reading: Reading): LogNode {
    const hash = value === '' ? ZERO_HASH : sha256(value);
    return { id: ++this.#made, length: before ? before.length + 1 : 0, before, value, hash, reading, next: new Map() };
  }

  #readOn(reading: Reading, value: string): Reading {
    if (reading.violation) return reading;
    const record = JSON.parse(value) as LogRecord;
    if (record.prev !== reading.head) return reading;
    const head = sha256(value);
    const hashes = [...reading.hashes, head];
    const open = [...reading.open, record];
    const read = { ...reading, head, hashes, open };
    if (record.seq !== hashes.length) return { ...read, violation: `seq ${record.seq} stands at place ${hashes.length}` };
    return record.last ? settled(this.scenario, read) : read;
  }
}

function settled(scenario: Scenario, reading: Reading): Reading {
  const records = reading.open;
  const [first] = records as readonly [LogRecord];
  const { seq, tenant, subject, commandid } = first;
  const broken = (violation: string): Reading => ({ ...reading, violation });
  if (records.some((one) => one.commandid !== commandid || one.subject !== subject)) return broken('two commands are mixed');
  const key = resultKey(tenant, subject, commandid);
  if (reading.outcomes.has(key)) return broken(`${commandid} has a second outcome at seq ${seq}`);
  const place = streamKey(tenant, subject);
  const before = reading.streams.get(place) ?? emptyStream(turnsDecider);
  const misplaced = records.findIndex((one, index) => !isOutcome(one) && one.version !== before.version + index + 1);
  if (misplaced >= 0) return broken(`version ${before.version + misplaced + 1} of ${subject} is missing at seq ${seq + misplaced}`);
  const other = decidedOtherwise(scenario, records, before);
  if (other) return broken(other);
  const after = foldRecords(turnsDecider, { ...before, state: turnsDecider.copy(before.state as never) }, records);
  const outcomes = new Map(reading.outcomes).set(key, { hash: first.commandhash, outcome: outcomeOf(records) });
  return { ...reading, open: [], outcomes, streams: new Map(reading.streams).set(place, after) };
}

/** Decides the command again, on what really was the newest state. */
function decidedOtherwise(
  { calls, faults }: Scenario,
  records: readonly LogRecord[],
  { state, version }: FoldedStream,
): string | undefined {
  const [{ commandid, commandhash, time, seq, prev, partition, data }] = records as readonly [LogRecord];
  const given = calls.map((call) => atTheDoor(call.given, 0)).find((one) => one.id === commandid && one.hash === commandhash);
  if (!given) return `nobody gave ${commandid}`;
  const now = Date.parse(time);
  const setAside = { outcome: 'rejected', version, code: 'command.too-large', detail: {} };
  if (faults.refuse && isDeepStrictEqual(data, setAside)) return undefined;
  const place = { head: { head: prev, seq: seq - 1 }, partition, version, time: now };
  const { expectedVersion } = given;
  const decision =
    expectedVersion !== undefined && expectedVersion !== version
      ? ({ kind: 'rejected', code: 'workflow.version-conflict', detail: { expected: expectedVersion, current: version } } as const)
      : turnsDecider.decide(given, turnsDecider.copy(state as never), { now, actor: given.actor, version });
  const again = encodeDecision(decision, { ...given, actor: given.actor.subject }, place).map((one) => one.record.data);
  const found = records.map((one) => one.data);
  return isDeepStrictEqual(again, found) ? undefined : `${commandid} was not decided on the newest history at seq ${seq}`;
}

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

/** The partition as it was when it had this many records. */
export function atLength(end: LogNode, length: number): LogNode | undefined {
  let node: LogNode | undefined = end;
  while (node && node.length > length) node = node.before;
  return node;
}

/** Values of the records from `offset` on. */
export function valuesFrom(end: LogNode, offset: number): string[] {
  const values: string[] = [];
  for (let node = end; node.length > offset; node = node.before!) values.push(node.value);
  return values.reverse();
}

/** Where the partition was when its head was this one. */
export function atHead(end: LogNode, head: string): LogNode | undefined {
  let node: LogNode | undefined = end;
  while (node && node.reading.head !== head) node = node.before;
  return node;
}
