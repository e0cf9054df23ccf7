import { finding, type Finding } from './finding.ts';
import type { ChainedRecord } from './followed-log.ts';

/** Whether any step was completed twice, or by another than its last claimer. */
export function wrongCompletions(place: string, records: readonly ChainedRecord[]): Finding[] {
  const claims = new Map<string, unknown>();
  const completed = new Map<string, unknown>();
  const findings: Finding[] = [];
  for (const { seq, tenant, subject, type, data } of records) {
    const step = `${tenant}/${subject}#${String(data['step'])}`;
    if (type.includes('workflow.step-claimed')) claims.set(step, data['fence']);
    if (!type.includes('workflow.step-completed')) continue;
    if (completed.has(step)) {
      const fences = `${String(completed.get(step))} and ${String(data['fence'])}`;
      findings.push(finding('completed-twice', `${place}:${seq}: ${step} is completed by the fences ${fences}`));
    }
    if (claims.get(step) !== data['fence'])
      findings.push(finding('stale-fence', `${place}:${seq}: ${step} is completed by fence ${String(data['fence'])}`));
    completed.set(step, data['fence']);
  }
  return findings;
}
