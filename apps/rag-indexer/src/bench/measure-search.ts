import { SearchRequest } from '@skein/contracts';
import type { Database } from '@skein/postgres';
import { embeddedIndex } from '@skein/vector-index';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryTextCandidates } from '../candidates/memory-text-candidates.ts';
import { ChunkWriter } from '../indexing/chunk-writer.ts';
import { LiveIndex } from '../indexing/live-index.ts';
import { PostgresIndexWriter } from '../indexing/postgres-index-writer.ts';
import type { SourceDocument } from '../indexing/source-document.ts';
import { indexSchema } from '../points/index-schema.ts';
import { Search } from '../search/search.ts';
import { ChunksRepository } from '../storage/chunks.repository.ts';
import { DocumentsRepository } from '../storage/documents.repository.ts';
import { PointsRepository } from '../storage/points.repository.ts';
import { RunsRepository } from '../storage/runs.repository.ts';
import { searchLoad } from './search-load.ts';
import { sourceCorpus } from './source-corpus.ts';

export interface SearchFigures {
  chunks: number;
  /** Of the chunks, on average. */
  textBytes: number;
  /** Tables and index, without reading and cutting files. */
  writtenPerSecond: number;
  /** Filling the index from the tables, in ms. */
  startMs: number;
  /** Of the index, beyond the texts, which are not in memory. */
  bytesPerChunk: number;
  queries: number;
  /** One after the other, in ms. */
  p50: number;
  p95: number;
  p99: number;
  /** Eight at the same time. */
  queriesPerSecond: number;
}

const TENANT = 'bench';
const AT_ONCE = 8;

/** Fills an empty database with real source text, starts an index from it, and searches, with all lexical channels and filters. */
export async function measureSearch(
  database: Database,
  { folder, chunks, queries }: { folder: string; chunks: number; queries: number },
): Promise<SearchFigures> {
  const documents: SourceDocument[] = [];
  for await (const document of sourceCorpus(folder, chunks)) documents.push(document);
  const written = await writeAll(database, documents);
  await database.execute('analyze');
  const before = memory();
  const points = new PointsRepository(database);
  const index = new LiveIndex(embeddedIndex(indexSchema), new MemoryTextCandidates(), points);
  const started = performance.now();
  const filled = await index.fill();
  const startMs = performance.now() - started;
  const bytesPerChunk = (memory() - before) / filled;
  const search = new Search(index, new ChunksRepository(database));
  const load = searchLoad(documents, queries).map((request) => SearchRequest.parse(request));
  const ask = async (request: (typeof load)[number]) => {
    const since = performance.now();
    await search.search(TENANT, request);
    return performance.now() - since;
  };
  for (const request of load.slice(0, Math.ceil(queries / 4))) await ask(request);
  const times: number[] = [];
  for (const request of load) times.push(await ask(request));
  times.sort((a, b) => a - b);
  const since = performance.now();
  const waiting = [...load];
  const worker = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await ask(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - since) / 1_000;
  const at = (share: number) => Number(times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(2));
  const texts = documents.flatMap((document) => document.chunks).reduce((sum, { text }) => sum + text.length, 0);
  return {
    ...{ chunks: filled, textBytes: Math.round(texts / filled), writtenPerSecond: written },
    ...{ startMs: Math.round(startMs), bytesPerChunk: Math.round(bytesPerChunk), queries: load.length },
    ...{ p50: at(0.5), p95: at(0.95), p99: at(0.99), queriesPerSecond: Math.round(load.length / seconds) },
  };
}

/** Chunks per second. */
async function writeAll(database: Database, documents: readonly SourceDocument[]): Promise<number> {
  const [points, chunks] = [new PointsRepository(database), new ChunksRepository(database)];
  const index = new LiveIndex(embeddedIndex(indexSchema), new MemoryTextCandidates(), points);
  const writer = new PostgresIndexWriter({
    ...{ database, index, writer: new ChunkWriter(chunks, points, false) },
    ...{ documents: new DocumentsRepository(database), runs: new RunsRepository(database) },
  });
  const ref = { tenant: TENANT, project: 'bench', collection: 'code_patterns', source: 'corpus', reader: 'bench/1' } as const;
  const run = await writer.begin(ref);
  const started = performance.now();
  for (let start = 0; start < documents.length; start += 100) await run.put(documents.slice(start, start + 100));
  const seconds = (performance.now() - started) / 1_000;
  const { chunks: done } = await run.finish({ whole: true });
  return Math.round(done.written / seconds);
}

/** Bytes in use after what is garbage is gone. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
