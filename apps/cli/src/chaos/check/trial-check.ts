import type { ClientEntry } from '../load/client-entry.ts';
import { finding, type Finding } from './finding.ts';

const LEAST_APPLIED_PER_MINUTE = 100;

interface Trial {
  minutes: number;
  /** How many faults were planned. */
  planned: number;
  faults: readonly { hit: boolean }[];
  clients: readonly ClientEntry[];
}

/** A run in which hardly anything was done, or hardly anything went wrong, has shown nothing: that is a finding too. */
export function checkTrial({ minutes, planned, faults, clients }: Trial): Finding[] {
  const findings: Finding[] = [];
  const applied = clients.filter((entry) => entry.kind === 'answered' && entry.status === 'applied').length;
  const least = Math.ceil(minutes * LEAST_APPLIED_PER_MINUTE);
  if (applied < least)
    findings.push(finding('too-little-load', `clients were told of ${applied} applied commands; a run of ${minutes} min needs ${least}`));
  const hits = faults.filter(({ hit }) => hit).length;
  if (hits === 0 || hits * 2 < planned)
    findings.push(finding('no-fault-hit', `${hits} of ${planned} planned faults were carried out; at least half are needed`));
  return findings;
}
