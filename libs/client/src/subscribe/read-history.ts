import { SkeinError, type HistoryRecord } from '@skein/contracts';
import type { LogReads } from '../groups/log-reads.ts';
import type { PartitionReader } from './partition-reader.ts';

const PAGE = 500;
// So little is not worth another question: the topic has the rest.
const NEARLY_NOTHING = 100;

/** Hands the reader what the store has of its partition, one page being read while the one before is handled. */
export async function readHistory(log: Pick<LogReads, 'records'>, reader: PartitionReader, signal: AbortSignal): Promise<void> {
  const { category, partition } = reader.position;
  const read = (afterSeq: number) => {
    const page = log.records({ category, partition, afterSeq, limit: PAGE }, { signal });
    page.catch(() => undefined); // thrown where it is awaited, if it still is
    return page;
  };
  for (let page = read(reader.position.seq); !reader.parked;) {
    const records = await page;
    const last = records.at(-1);
    if (!last) return;
    if (records.length > NEARLY_NOTHING) page = read(last.seq);
    await reader.take(records, signal);
    if (!reader.parked && reader.position.seq < last.seq) throw gapIn(records, reader.position.seq);
    if (records.length <= NEARLY_NOTHING) return;
  }
}

function gapIn([first]: HistoryRecord[], seq: number): SkeinError {
  const place = first ? `${first.category}/${first.partition}` : 'a partition';
  const message =
    `The history of ${place} does not follow on after seq ${seq}: a key without the scope "admin" sees its own tenant's records only, ` +
    'or the store was changed by hand. Use a key with that scope; if it has it, run "skein verify".';
  return new SkeinError('log.seq-mismatch', message, { place, seq });
}
