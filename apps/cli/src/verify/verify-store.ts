import type { Category } from '@skein/contracts';
import type { Fault } from './fault.ts';
import { PartitionCheck } from './partition-check.ts';
import { SeenHashes } from './seen-hashes.ts';
import { SnapshotCheck } from './snapshot-check.ts';
import type { PartitionEnd, StoredLog } from './stored-log.ts';

/** What was read of one partition, and the first thing wrong with it. */
export interface PartitionReport {
  category: Category;
  partition: number;
  records: number;
  commands: number;
  snapshots: number;
  /** Of the cursor. */
  nextOffset: number;
  hashes: SeenHashes;
  fault?: Fault;
}

/** Reads a partition as far as it had come, and checks it. `onProgress` is told of every page. */
export async function verifyStored(
  log: StoredLog,
  end: PartitionEnd,
  {
    partitions,
    lastSnapshots,
    onProgress,
  }: { partitions: number; lastSnapshots: ReadonlyMap<string, number>; onProgress(records: number): void },
): Promise<PartitionReport> {
  const { category, partition, nextOffset } = end;
  const snapshots = new SnapshotCheck(category, lastSnapshots);
  const check = new PartitionCheck({ category, partition, partitions }, snapshots);
  const hashes = new SeenHashes();
  const report = (fault?: Fault): PartitionReport => {
    const { records, commands } = check;
    return { category, partition, records, commands, snapshots: snapshots.compared, nextOffset, hashes, ...(fault ? { fault } : {}) };
  };
  for await (const rows of log.pages(end)) {
    for (const row of rows) {
      const fault = check.next(row);
      if (fault) return report(fault);
      hashes.push(row.hash);
    }
    onProgress(rows.length);
  }
  const fault = check.end(end, await log.resultsUpTo(end));
  if (fault?.code === 'verify.results-wrong') fault.seq = (await log.strayResult(end)) ?? fault.seq;
  return report(fault ?? (await log.strayRow(end)));
}
