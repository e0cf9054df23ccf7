import { isOutcome, ZERO_HASH, type LogRecord } from '@skein/contracts';
import { emptyStream, encodeDecision, foldRecords, outcomeOf, resultKey, streamKey, type FoldedStream, type Outcome } from '@skein/log';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { atTheDoor } from './given-command.ts';
import { turnsDecider } from './turns.decider.ts';
import { Violation, type World } from './world.ts';

/** A reader of its own, which shares nothing with `accept`, and what it has read. */
export interface Audit {
  offset: number;
  head: string;
  /** Hashes of the accepted records; the index is seq − 1. */
  hashes: string[];
  open: LogRecord[];
  outcomes: Map<string, { hash: string; outcome: Outcome }>;
  streams: Map<string, FoldedStream>;
}

export const emptyAudit = (): Audit => ({ offset: 0, head: ZERO_HASH, hashes: [], open: [], outcomes: new Map(), streams: new Map() });

/** Reads on to the end of the log: one outcome per command (G1), dense seqs and versions (G2), decided on the newest history (G4). */
export function readOn(world: World): void {
  const { audit, log } = world;
  for (; audit.offset < log.length; audit.offset++) {
    const value = log[audit.offset]!;
    const record = JSON.parse(value) as LogRecord;
    if (record.prev !== audit.head) continue;
    audit.head = createHash('sha256').update(value).digest('hex');
    audit.hashes.push(audit.head);
    if (record.seq !== audit.hashes.length) throw new Violation(`seq ${record.seq} stands at place ${audit.hashes.length}`);
    audit.open.push(record);
    if (record.last) settle(world, audit.open.splice(0));
  }
}

function settle(world: World, records: LogRecord[]): void {
  const { audit } = world;
  const [first] = records as [LogRecord];
  const key = resultKey(first.tenant, first.subject, first.commandid);
  if (records.some((one) => one.commandid !== first.commandid || one.subject !== first.subject))
    throw new Violation('two commands are mixed');
  if (audit.outcomes.has(key)) throw new Violation(`${first.commandid} has a second outcome at seq ${first.seq}`);
  const place = streamKey(first.tenant, first.subject);
  const stream = audit.streams.get(place) ?? emptyStream(turnsDecider);
  records.forEach((record, index) => {
    if (!isOutcome(record) && record.version !== stream.version + index + 1)
      throw new Violation(`version ${record.version} is out of order`);
  });
  mustFollowFrom(world, records, stream);
  audit.streams.set(place, foldRecords(turnsDecider, stream, records));
  audit.outcomes.set(key, { hash: first.commandhash, outcome: outcomeOf(records) });
}

/** Decides the command again, on what really was the newest state. */
function mustFollowFrom({ script, refusals }: World, records: LogRecord[], { state, version }: FoldedStream): void {
  const [{ commandid, commandhash, time, seq, prev, partition }] = records as [LogRecord];
  const command = script.map((given) => atTheDoor(given, 0)).find((one) => one.id === commandid && one.hash === commandhash);
  if (!command) throw new Violation(`nobody gave ${commandid}`);
  const now = Date.parse(time);
  const place = { head: { head: prev, seq: seq - 1 }, partition, version, time: now };
  const failed = { kind: 'rejected', code: 'command.failed', detail: { type: command.type } } as const;
  const { expectedVersion } = command;
  const conflict = {
    kind: 'rejected',
    code: 'workflow.version-conflict',
    detail: { expected: expectedVersion, current: version },
  } as const;
  const decide = () => {
    if (expectedVersion !== undefined && expectedVersion !== version) return conflict;
    try {
      return turnsDecider.decide(command, turnsDecider.copy(state as never), { now, actor: command.actor, version });
    } catch {
      return failed; // the script has a command that is meant to throw
    }
  };
  const again = encodeDecision(decide(), { ...command, actor: command.actor.subject }, place).map(({ record }) => record.data);
  const found = records.map(({ data }) => data);
  const [{ data }] = records as [LogRecord];
  if (refusals > 0 && isDeepStrictEqual(data, { outcome: 'rejected', version, code: 'command.too-large', detail: {} })) return;
  if (!isDeepStrictEqual(again, found)) throw new Violation(`${commandid} was not decided on the newest history at seq ${seq}`);
}

/** What the store has must be the beginning of what the log says (G3). */
export function mustAgree({ audit, database }: World): void {
  const hashes = database.records.map(({ hash }) => hash);
  if (!hashes.every((hash, index) => hash === audit.hashes[index])) throw new Violation('the store has accepted other records');
  if (hashes.length !== database.cursor.seq) throw new Violation(`the cursor says seq ${database.cursor.seq}, ${hashes.length} are stored`);
}
