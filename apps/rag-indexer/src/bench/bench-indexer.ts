import type { Database } from '@skein/postgres';
import { embeddedIndex } from '@skein/vector-index';
import { MemoryTextCandidates } from '../candidates/memory-text-candidates.ts';
import { ChunkWriter } from '../indexing/chunk-writer.ts';
import { LiveIndex } from '../indexing/live-index.ts';
import { PostgresIndexWriter } from '../indexing/postgres-index-writer.ts';
import { indexSchema } from '../points/index-schema.ts';
import { Search } from '../search/search.ts';
import { ChunksRepository } from '../storage/chunks.repository.ts';
import { DocumentsRepository } from '../storage/documents.repository.ts';
import { PointsRepository } from '../storage/points.repository.ts';
import { RunsRepository } from '../storage/runs.repository.ts';

/** What a rag-indexer is made of, without its doors: an empty index in memory beside the tables. */
export function benchIndexer(database: Database) {
  const [points, chunks] = [new PointsRepository(database), new ChunksRepository(database)];
  const index = new LiveIndex(embeddedIndex(indexSchema), new MemoryTextCandidates(), points);
  const writer = new PostgresIndexWriter({
    ...{ database, index, writer: new ChunkWriter(chunks, points, false) },
    ...{ documents: new DocumentsRepository(database), runs: new RunsRepository(database) },
  });
  return { index, writer, search: new Search(index, chunks) };
}
