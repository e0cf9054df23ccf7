import { finding, type Finding } from './finding.ts';

/** How far each partition can be read, when the store has read to `stored` and Kafka ends at `kept`; what the store has read and Kafka lost is found. */
export function readableEnds(
  category: string,
  stored: ReadonlyMap<number, number>,
  kept: readonly { partition: number; end: number }[],
): { ends: Map<number, number>; findings: Finding[] } {
  const ends = new Map<number, number>();
  const findings: Finding[] = [];
  for (const [partition, next] of stored) {
    const end = kept.find((one) => one.partition === partition)?.end ?? 0;
    ends.set(partition, Math.min(next, end));
    if (end < next)
      findings.push(finding('short-topic', `${category}:${partition}: the topic ends at offset ${end}, the store has read to ${next}`));
  }
  return { ends, findings };
}
