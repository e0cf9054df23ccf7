import type { IndexStatus } from '@skein/contracts';
import { table } from '../output/table.ts';
import { everyText } from './index-place.ts';

/** What `skein index status` shows. */
export function statusText({ adapter, collections, runs, schedules }: IndexStatus): string {
  const sizes = table(
    ['collection', 'chunks'],
    collections.map(({ collection, chunks }) => [collection, String(chunks)]),
  );
  const parts = [`index: ${adapter}`, sizes];
  if (runs.length > 0) parts.push(table(['collection', 'source', 'run', 'documents', '', 'chunks', ''], runs.map(runCells)));
  if (schedules.length > 0) parts.push(table(['source', 'every', 'next', 'failures', ''], schedules.map(scheduleCells)));
  return parts.join('\n\n');
}

const runCells = ({ collection, source, state, counts: { documents, chunks }, error }: IndexStatus['runs'][number]): string[] => [
  ...[collection, source, state, `${documents.written} written, ${documents.unchanged} unchanged, ${documents.removed} removed`],
  ...[`${documents.skipped} skipped`, `${chunks.written} chunks written, ${chunks.removed} removed`, error ?? ''],
];

const scheduleCells = ({ source, everySeconds, nextAt, failures, error }: IndexStatus['schedules'][number]): string[] => [
  ...[source, everyText(everySeconds), nextAt, String(failures), error ?? ''],
];
