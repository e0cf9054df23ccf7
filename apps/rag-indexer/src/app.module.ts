import { Module } from '@nestjs/common';
import { KafkaConnection } from '@skein/kafka';
import { Log, PlatformModule, Readiness } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Projection, ServiceModule } from '@skein/service';
import { EmbeddedIndex, VectorIndex } from '@skein/vector-index';
import { RagIndexerConfig } from './app.config.ts';
import { ragIndexerMigrations } from './migrations/index.ts';
import { ChunksRepository } from './search/chunks.repository.ts';
import { Search } from './search/search.ts';
import { SearchController } from './search/search.controller.ts';
import { TaskContextProjection } from './task-context/task-context.projection.ts';

const name = 'rag-indexer';

@Module({
  imports: [
    PlatformModule.forApp(name, RagIndexerConfig),
    ServiceModule.for({ name, config: RagIndexerConfig, migrations: ragIndexerMigrations }),
  ],
  controllers: [SearchController],
  providers: [
    { provide: VectorIndex, useFactory: () => new EmbeddedIndex() },
    { provide: ChunksRepository, useFactory: (database: Database) => new ChunksRepository(database), inject: [Database] },
    {
      provide: Search,
      useFactory: (index: VectorIndex, chunks: ChunksRepository) => new Search(index, chunks),
      inject: [VectorIndex, ChunksRepository],
    },
    {
      provide: TaskContextProjection,
      useFactory: (chunks: ChunksRepository, index: VectorIndex) => new TaskContextProjection(chunks, index),
      inject: [ChunksRepository, VectorIndex],
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
