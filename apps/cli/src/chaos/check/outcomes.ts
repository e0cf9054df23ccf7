import { finding, type Finding } from './finding.ts';
import type { ChainedRecord } from './followed-log.ts';

/** What the log says became of a command. */
export interface LoggedOutcome {
  status: 'applied' | 'unchanged' | 'rejected';
  code?: string | undefined;
  version: number;
  firstSeq: number;
  lastSeq: number;
}

const OUTCOME = 'dev.skein.command.outcome.v1';

export const outcomeKey = (category: string, stream: string, id: string) => `${category}/${stream}\n${id}`;

/** Reads what became of each command of a partition, and finds versions with holes and commands with two outcomes, or half of one. */
export function outcomesOf(
  category: string,
  place: string,
  records: readonly ChainedRecord[],
  into: Map<string, LoggedOutcome>,
): Finding[] {
  const findings: Finding[] = [];
  const versions = new Map<string, number>();
  let open: { key: string; firstSeq: number } | undefined;
  for (const { seq, last, tenant, subject, commandid, type, version, data } of records) {
    const stream = `${tenant}/${subject}`;
    const key = outcomeKey(category, stream, commandid);
    if (open && open.key !== key)
      findings.push(finding('half-outcome', `${place}:${seq} begins another command before the last one has ended`));
    if (!open && into.has(key))
      findings.push(finding('two-outcomes', `${place}:${seq}: command ${commandid} on ${stream} has an outcome already`));
    const before = versions.get(stream) ?? 0;
    if (type !== OUTCOME) {
      if (version !== before + 1)
        findings.push(finding('version-hole', `${place}:${seq}: ${stream} goes from version ${before} to ${version}`));
      versions.set(stream, version ?? before);
    }
    open = { key, firstSeq: open?.firstSeq ?? seq };
    if (!last) continue;
    const status = type === OUTCOME ? (data['outcome'] as LoggedOutcome['status']) : 'applied';
    const code = typeof data['code'] === 'string' && status === 'rejected' ? data['code'] : undefined;
    into.set(key, { status, code, version: type === OUTCOME ? Number(data['version']) : version!, firstSeq: open.firstSeq, lastSeq: seq });
    open = undefined;
  }
  if (open) findings.push(finding('half-outcome', `${place}: the last command lacks its last record`));
  return findings;
}
