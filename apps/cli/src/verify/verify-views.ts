import { keyOf, partitionOf } from '@skein/contracts';
import type { Context } from '../command/context.ts';
import type { LogPlace } from '../command/log-place.ts';
import { runRows } from '../rebuild/rows-process.ts';
import { faultAt, type Fault } from './fault.ts';

/** Compares the rows of views with what all events fold to. */
export async function verifyViews({ terminal, interrupted }: Context, place: LogPlace): Promise<{ faults: Fault[]; compared: number }> {
  const faults: Fault[] = [];
  const { rows } = await runRows(place, ['check'], interrupted, ({ progress, wrong }) => {
    if (progress) terminal.progress(`folded ${progress.events} of ${progress.total} records`);
    if (!wrong) return;
    const { category, partition = partitionOf(keyOf(wrong.tenant, wrong.stream), place.partitions), seq, detail } = wrong;
    faults.push(faultAt({ category, partition, seq }, 'view-wrong', detail));
  });
  return { faults, compared: rows };
}
