import type { ClientEntry } from '../load/client-entry.ts';
import { checkClients } from './client-check.ts';
import { wrongCompletions } from './fences.ts';
import type { Finding } from './finding.ts';
import { followLog } from './followed-log.ts';
import { outcomesOf, type LoggedOutcome } from './outcomes.ts';
import { checkResults, checkRows, type StoredResult, type StoredRow } from './store-check.ts';

export interface PartitionHistory {
  category: string;
  partition: number;
  /** Everything that is in the topic up to where the store has read. */
  values: readonly (Buffer | null)[];
  rows: readonly StoredRow[];
}

export interface History {
  tenant: string;
  partitions: readonly PartitionHistory[];
  results: readonly StoredResult[];
  clients: readonly ClientEntry[];
}

export interface Verdict {
  records: number;
  voids: number;
  outcomes: number;
  findings: Finding[];
}

/** Everything that is promised of a history, whatever died while it was made. Pure. */
export function checkHistory({ tenant, partitions, results, clients }: History): Verdict {
  const outcomes = new Map<string, LoggedOutcome>();
  const verdict: Verdict = { records: 0, voids: 0, outcomes: 0, findings: [] };
  for (const { category, partition, values, rows } of partitions) {
    const place = `${category}:${partition}`;
    const followed = followLog(place, values);
    verdict.records += followed.records.length;
    verdict.voids += followed.voids;
    verdict.findings.push(
      ...followed.findings,
      ...outcomesOf(category, place, followed.records, outcomes),
      ...wrongCompletions(place, followed.records),
      ...checkRows(place, followed, rows),
    );
  }
  verdict.outcomes = outcomes.size;
  verdict.findings.push(...checkResults(results, outcomes), ...checkClients(tenant, clients, outcomes));
  return verdict;
}
