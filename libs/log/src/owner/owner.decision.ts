import { isOutcome, readRecord, type Decision, type DecisionMeta, type Fact, type StreamDecider } from '@skein/contracts';
import type { Head } from '../record/acceptance.ts';
import { encodeDecision, type EncodedRecord } from '../record/encode.ts';
import { foldEvent, type FoldedStream } from '../record/fold.ts';
import type { Command } from './owner.state.ts';

/** Where a command is decided: behind `head`, on `stream`. */
export interface DecisionPlace {
  partition: number;
  head: Head;
  stream: FoldedStream;
  now: number;
  /** Most encoded bytes. */
  bytes: number;
}

export interface Decided {
  records: EncodedRecord[];
  /** The stream if the records become history; the one given is not touched. */
  stream: FoldedStream;
  bytes: number;
  /** What the decision threw; its record is then a rejection. */
  error?: string | undefined;
}

/** Decides one command. Throws only when not even a rejection of it could be read by anybody. */
export function decideCommand(decider: StreamDecider, command: Command, place: DecisionPlace): Decided {
  try {
    const decided = recorded(decider, command, place, decisionOn(decider, command, place));
    if (decided.bytes <= place.bytes) return decided;
    return recorded(decider, command, place, { kind: 'rejected', code: 'command.too-large', detail: {} });
  } catch (error) {
    const failed: Decision = { kind: 'rejected', code: 'command.failed', detail: { type: command.type } };
    return { ...recorded(decider, command, place, failed), error: textOf(error) };
  }
}

export const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function decisionOn(decider: StreamDecider, command: Command, place: DecisionPlace): Decision {
  if (command.refused) return { kind: 'rejected', ...command.refused };
  const { state, version } = place.stream;
  const { expectedVersion } = command;
  if (expectedVersion !== undefined && expectedVersion !== version) {
    return { kind: 'rejected', code: 'workflow.version-conflict', detail: { expected: expectedVersion, current: version } };
  }
  const fact: Fact = { type: command.type, data: command.data };
  const meta: DecisionMeta = { now: timeOf(command, place), actor: command.actor, version };
  return decider.decide(fact, state, meta);
}

function recorded(decider: StreamDecider, command: Command, place: DecisionPlace, decision: Decision): Decided {
  const { partition, head, stream } = place;
  const encoded = encodeDecision(decision, command, { head, partition, version: stream.version, time: timeOf(command, place) });
  const records = asRead(encoded);
  const folded = { state: decider.copy(stream.state), version: stream.version, time: stream.time };
  let bytes = 0;
  for (const { record, value } of records) {
    if (!isOutcome(record)) foldEvent(decider, folded, record);
    bytes += Buffer.byteLength(value);
  }
  return { records, stream: folded, bytes };
}

/** As every reader will read them: nobody could go on behind a record that is linked and cannot be read. */
function asRead(encoded: EncodedRecord[]): EncodedRecord[] {
  for (const one of encoded) {
    const read = readRecord(one.record as unknown as Record<string, unknown>);
    if ('unfit' in read) throw new RangeError(read.unfit);
    one.record = read.record;
  }
  return encoded;
}

const timeOf = ({ due = 0 }: Command, { now, stream }: DecisionPlace): number => Math.max(now, stream.time, due);
