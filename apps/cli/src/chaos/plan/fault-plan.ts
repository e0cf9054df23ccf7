import { between, oneOf, seeded } from './seeded.ts';

export interface PlannedFault {
  /** After the load has begun, in ms. */
  at: number;
  target: string;
  /** SIGKILL; or SIGSTOP, and SIGCONT after `forMs`. */
  kind: 'kill' | 'freeze';
  forMs: number;
}

/** Replicas come first and often: what they promise each other is what is tried here. */
const targets = [
  ...['command-service', 'command-service', 'command-service-2', 'command-service-2'],
  ...['event-store', 'event-store', 'event-store-2', 'event-store-2'],
  ...['kafka', 'postgres', 'gateway', 'agent-registry', 'memory', 'rag-indexer'],
];

const PAUSE_MS = { least: 1_500, most: 6_000 };
const FREEZE_MS = { least: 1_000, most: 8_000 };

/** What is done to whom and when; the same for the same seed. */
export function faultPlan(seed: number, minutes: number): PlannedFault[] {
  const random = seeded(seed);
  const faults: PlannedFault[] = [];
  for (let at = between(random, 1_000, 3_000); at < minutes * 60_000; at += between(random, PAUSE_MS.least, PAUSE_MS.most)) {
    const target = oneOf(random, targets);
    const kind = oneOf(random, ['kill', 'freeze'] as const);
    faults.push({ at, target, kind, forMs: kind === 'freeze' ? between(random, FREEZE_MS.least, FREEZE_MS.most) : 0 });
  }
  return faults;
}
