import type { Database, PartitionStatus } from '@skein/postgres';
import { askReplicas } from './ask-replicas.ts';
import type { Place } from './partition-argument.ts';

type Told = Pick<PartitionStatus, 'part' | 'replica' | 'phase' | 'parkedBecause'>;

const ASK_MS = 500;
const ATTEMPTS = 10;

/** Asks the replicas that have the partition until all of them are in a phase that fits, or some seconds are over; answers the last words of each. */
export async function untilPhase(database: Database, place: Place, fits: (phase: string) => boolean): Promise<Told[]> {
  const isThis = ({ category, partition }: PartitionStatus) => category === place.category && partition === place.partition;
  for (let attempt = 1; ; attempt++) {
    const parts = (told: readonly PartitionStatus[]) => new Set(told.filter(isThis).map(({ part }) => part)).size;
    const told = (await askReplicas(database, ASK_MS, (all) => parts(all) === 2)).filter(isThis);
    if (attempt === ATTEMPTS || (told.length > 0 && told.every(({ phase }) => fits(phase)))) {
      return told.map(({ part, replica, phase, parkedBecause }) => ({ part, replica, phase, ...(parkedBecause && { parkedBecause }) }));
    }
  }
}
