import type { IndexStatus } from '@skein/contracts';
import { table } from '../output/table.ts';
import { coverageText } from './embedding-progress.ts';
import { everyText } from './index-place.ts';

/** What `skein index status` shows. */
export function statusText({ adapter, collections, runs, embedder, schedules }: IndexStatus): string {
  const sizes = table(
    ['collection', 'chunks', 'vectors'],
    collections.map((one) => [one.collection, String(one.chunks), coverageText(one)]),
  );
  const trouble = embedder?.trouble ? [`nothing is embedded at present: ${embedder.trouble}`] : [];
  const parts = [`index: ${adapter}`, ...trouble, sizes];
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
