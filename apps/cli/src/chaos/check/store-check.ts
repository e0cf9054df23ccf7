import { finding, type Finding } from './finding.ts';
import type { Followed } from './followed-log.ts';
import type { LoggedOutcome } from './outcomes.ts';

export interface StoredRow {
  seq: number;
  /** SHA-256 of the stored value, computed by whoever has read it. */
  hash: string;
}

export interface StoredResult {
  key: string;
  firstSeq: number;
  lastSeq: number;
}

/** The store must hold what the log says, byte for byte and nothing else. */
export function checkRows(place: string, { hashes }: Followed, rows: readonly StoredRow[]): Finding[] {
  const wrong = rows.find(({ seq, hash }, index) => seq !== index + 1 || hash !== hashes[index]);
  if (wrong) return [finding('store-differs', `${place}: the store has another record at seq ${wrong.seq} than the log`)];
  return rows.length === hashes.length
    ? []
    : [finding('store-differs', `${place}: the store has ${rows.length} records, the log ${hashes.length}`)];
}

/** One result per outcome, which names its records. */
export function checkResults(results: readonly StoredResult[], outcomes: ReadonlyMap<string, LoggedOutcome>): Finding[] {
  const byKey = new Map(results.map((result) => [result.key, result]));
  const findings = [...outcomes].flatMap(([key, { firstSeq, lastSeq }]) => {
    const stored = byKey.get(key);
    return stored?.firstSeq === firstSeq && stored.lastSeq === lastSeq
      ? []
      : [finding('result-differs', `the stored result of ${key.replace('\n', ' command ')} does not name its records`)];
  });
  if (results.length !== byKey.size || results.length > outcomes.size)
    findings.push(finding('result-differs', `${results.length} results are stored for ${outcomes.size} outcomes`));
  return findings;
}
