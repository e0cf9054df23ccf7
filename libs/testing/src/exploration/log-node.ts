import { ZERO_HASH, type LogRecord } from '@skein/contracts';
import type { FoldedStream, Outcome } from '@skein/log';
import { createHash } from 'node:crypto';
import { judgeCommand } from '../simulation/judged-command.ts';
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

function settled({ calls, faults }: Scenario, reading: Reading): Reading {
  const judged = judgeCommand(reading.open, reading, { given: calls.map(({ given }) => given), refuses: (faults.refuse ?? 0) > 0 });
  if ('violation' in judged) return { ...reading, violation: judged.violation };
  const { key, hash, outcome, place, after } = judged;
  const outcomes = new Map(reading.outcomes).set(key, { hash, outcome });
  return { ...reading, open: [], outcomes, streams: new Map(reading.streams).set(place, after) };
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
