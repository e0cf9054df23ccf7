import { Module } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { recordHash } from '@skein/log';
import { Log, PlatformModule, Readiness } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Projection, ServiceModule, Shutdown } from '@skein/service';
import { embeddedIndex, qdrantIndex, VectorIndex } from '@skein/vector-index';
import { RagIndexerConfig } from './app.config.ts';
import { MemoryTextCandidates } from './candidates/memory-text-candidates.ts';
import { TextCandidates } from './candidates/text-candidates.ts';
import { TrigramCandidates } from './candidates/trigram-candidates.ts';
import { embeddingProviders } from './embedding/embedding-providers.ts';
import { EmbeddingSetup } from './embedding/embedding-setup.ts';
import { EmbeddingWork } from './embedding/embedding-work.ts';
import { ChunkWriter } from './indexing/chunk-writer.ts';
import { IndexLoading } from './indexing/index-loading.ts';
import { IndexWriter } from './indexing/index-writer.ts';
import { LiveIndex } from './indexing/live-index.ts';
import { PostgresIndexWriter } from './indexing/postgres-index-writer.ts';
import { SharedIndex } from './indexing/shared-index.ts';
import { ragIndexerMigrations } from './migrations/index.ts';
import { indexSchema } from './points/index-schema.ts';
import { rebuildProviders } from './rebuild/rebuild-providers.ts';
import { RebuildController } from './rebuild/rebuild.controller.ts';
import { scheduleProviders } from './schedules/schedule-providers.ts';
import { SchedulesController } from './schedules/schedules.controller.ts';
import { denseChannelOf } from './search/dense-channel.ts';
import { SearchController } from './search/search.controller.ts';
import { Search } from './search/search.ts';
import { ChunksRepository } from './storage/chunks.repository.ts';
import { DocumentsRepository } from './storage/documents.repository.ts';
import { PointsRepository } from './storage/points.repository.ts';
import { RunsRepository } from './storage/runs.repository.ts';
import { SkipsController } from './skips/skips.controller.ts';
import { SkipsRepository } from './skips/skips.repository.ts';
import { sourceProviders } from './sources/door/source-providers.ts';
import { SourcesController } from './sources/door/sources.controller.ts';
import { removalProviders } from './sources/removal/removal-providers.ts';
import { RemovalsController } from './sources/removal/removals.controller.ts';
import { LinearWebhooksController } from './sources/linear/webhooks/linear-webhooks.controller.ts';
import { webhookProviders } from './sources/linear/webhooks/webhook-providers.ts';
import { TaskContextProjection } from './task-context/task-context.projection.ts';
import { TaskDocumentsRepository } from './task-context/task-documents.repository.ts';
import { TaskIndexing } from './task-context/task-indexing.ts';
import { VerifyController } from './verify/verify.controller.ts';
import { verifyProviders } from './verify/verify-providers.ts';

const name = 'rag-indexer';

/** A repository, which takes the database and nothing else. */
const repository = <T>(provide: new (database: Database) => T) => ({
  provide,
  inject: [Database],
  useFactory: (database: Database) => new provide(database),
});

type LiveIndexParts = [VectorIndex, TextCandidates, PointsRepository, EmbeddingSetup, SharedIndex, Shutdown];
type IndexLoadingParts = [Database, PointsRepository, RunsRepository, LiveIndex, Log, SharedIndex, RagIndexerConfig, EmbeddingWork];

@Module({
  imports: [
    PlatformModule.forApp(name, RagIndexerConfig),
    ServiceModule.for({ name, config: RagIndexerConfig, migrations: ragIndexerMigrations }),
  ],
  controllers: [
    SourcesController,
    RemovalsController,
    SearchController,
    SkipsController,
    LinearWebhooksController,
    SchedulesController,
    VerifyController,
    RebuildController,
  ],
  providers: [
    ...sourceProviders,
    ...removalProviders,
    ...webhookProviders,
    ...scheduleProviders,
    ...embeddingProviders,
    ...verifyProviders,
    ...rebuildProviders,
    ...[ChunksRepository, PointsRepository, DocumentsRepository, RunsRepository, SkipsRepository, TaskDocumentsRepository].map(
      repository<object>,
    ),
    {
      provide: VectorIndex,
      inject: [RagIndexerConfig, Shutdown],
      useFactory: ({ QDRANT_URL: url, QDRANT_API_KEY: apiKey, TOPIC_PREFIX }: RagIndexerConfig, shutdown: Shutdown) => {
        const index =
          url === undefined ? embeddedIndex(indexSchema) : qdrantIndex({ url, apiKey, prefix: `${TOPIC_PREFIX}skein_` }, indexSchema);
        shutdown.add(() => index.close());
        return index;
      },
    },
    {
      provide: TextCandidates,
      inject: [VectorIndex, Database],
      useFactory: ({ kind }: VectorIndex, database: Database) =>
        kind === 'embedded' ? new MemoryTextCandidates() : new TrigramCandidates(database),
    },
    {
      provide: SharedIndex,
      inject: [Database, VectorIndex, RagIndexerConfig],
      useFactory: (database: Database, { kind }: VectorIndex, { QDRANT_URL, TOPIC_PREFIX }: RagIndexerConfig) =>
        new SharedIndex(database, kind === 'embedded' ? kind : `qdrant/${recordHash(`${QDRANT_URL}\n${TOPIC_PREFIX}`).slice(0, 16)}`),
    },
    {
      provide: LiveIndex,
      inject: [VectorIndex, TextCandidates, PointsRepository, EmbeddingSetup, SharedIndex, Shutdown],
      useFactory: (...[index, candidates, points, { embeddings }, shared, shutdown]: LiveIndexParts) => {
        const live = new LiveIndex(index, candidates, points, embeddings, index.kind === 'embedded' ? undefined : shared);
        shutdown.add(async () => live.stop());
        return live;
      },
    },
    {
      provide: ChunkWriter,
      inject: [ChunksRepository, PointsRepository, VectorIndex],
      useFactory: (chunks: ChunksRepository, points: PointsRepository, { kind }: VectorIndex) =>
        new ChunkWriter(chunks, points, kind === 'qdrant'),
    },
    {
      provide: IndexWriter,
      inject: [Database, DocumentsRepository, RunsRepository, ChunkWriter, LiveIndex],
      useFactory: (database: Database, documents: DocumentsRepository, runs: RunsRepository, writer: ChunkWriter, index: LiveIndex) =>
        new PostgresIndexWriter({ database, documents, runs, writer, index }),
    },
    {
      provide: Search,
      inject: [LiveIndex, ChunksRepository, EmbeddingSetup, RagIndexerConfig],
      useFactory: (index: LiveIndex, chunks: ChunksRepository, setup: EmbeddingSetup, { EMBEDDER_WEIGHT: weight }: RagIndexerConfig) =>
        new Search(index, chunks, denseChannelOf(setup, index.vectors, weight)),
    },
    {
      provide: IndexLoading,
      inject: [Database, PointsRepository, RunsRepository, LiveIndex, Log, SharedIndex, RagIndexerConfig, EmbeddingWork],
      useFactory: (...[database, points, runs, index, log, home, { INDEX_TAKEOVER_MS: waitMs }, work]: IndexLoadingParts) =>
        new IndexLoading(database, points, runs, index, log, home, waitMs, work),
    },
    {
      provide: TaskIndexing,
      inject: [Database, TaskDocumentsRepository, ChunkWriter, LiveIndex, Log],
      useFactory: (database: Database, documents: TaskDocumentsRepository, writer: ChunkWriter, index: LiveIndex, log: Log) =>
        new TaskIndexing(database, documents, writer, index, (err) =>
          log.warn('workflows could not be indexed, again in a moment', { err }),
        ),
    },
    {
      provide: TaskContextProjection,
      inject: [TaskDocumentsRepository, TaskIndexing, IndexLoading],
      useFactory: (...parts: [TaskDocumentsRepository, TaskIndexing, IndexLoading]) => new TaskContextProjection(...parts),
    },
    {
      provide: Projection,
      inject: [TaskContextProjection, RagIndexerConfig, Database, KafkaConnection, Log, Readiness],
      useFactory: (tasks: TaskContextProjection, ...rest: [RagIndexerConfig, Database, KafkaConnection, Log, Readiness]) =>
        new Projection(tasks, ...rest),
    },
  ],
})
export class AppModule {}
