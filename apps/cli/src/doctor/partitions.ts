import type { LogPlace } from '../command/log-place.ts';
import { linesOf, reasons } from '../log/partitions.command.ts';
import { ok, problem, type Finding } from './finding.ts';

/** Whether all partitions go on: one that is parked does not by itself. */
export async function partitionFinding(place: Omit<LogPlace, 'partitions'>): Promise<Finding> {
  const stuck = (await linesOf(place)).filter(({ parked, unread }) => parked.length > 0 || unread !== undefined);
  if (stuck.length === 0) return ok('partitions', 'none is parked');
  return problem(
    'partitions',
    stuck.flatMap(reasons).join('; '),
    `remove the cause of each code ("A partition is parked" in docs/operating.md says how: a topic that was lost needs "skein republish"), then ` +
      stuck.map(({ category, partition }) => `"skein log release ${category} ${partition}"`).join(', '),
  );
}
