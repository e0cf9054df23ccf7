import { ZERO_HASH, type LogRecord } from '@skein/contracts';
import type { FoldedStream, Outcome } from '@skein/log';
import { createHash } from 'node:crypto';
import { judgeCommand } from './judged-command.ts';
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

function settle({ audit, script, refusals }: World, records: LogRecord[]): void {
  const judged = judgeCommand(records, audit, { given: script, refuses: refusals > 0 });
  if ('violation' in judged) throw new Violation(judged.violation);
  const { key, hash, outcome, place, after } = judged;
  audit.streams.set(place, after);
  audit.outcomes.set(key, { hash, outcome });
}

/** What the store has must be the beginning of what the log says (G3). */
export function mustAgree({ audit, database }: World): void {
  const hashes = database.records.map(({ hash }) => hash);
  if (!hashes.every((hash, index) => hash === audit.hashes[index])) throw new Violation('the store has accepted other records');
  if (hashes.length !== database.cursor.seq) throw new Violation(`the cursor says seq ${database.cursor.seq}, ${hashes.length} are stored`);
}
