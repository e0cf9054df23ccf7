import type { Provider } from '@nestjs/common';
import { Log } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { EmbeddingWork } from '../embedding/embedding-work.ts';
import { LiveIndex } from '../indexing/live-index.ts';
import { TaskIndexing } from '../task-context/task-indexing.ts';
import { Rebuilding } from './rebuilding.ts';
import { RebuildsRepository } from './rebuilds.repository.ts';

type Parts = [RebuildsRepository, LiveIndex, TaskIndexing, EmbeddingWork, Log, Shutdown];

export const rebuildProviders: Provider[] = [
  { provide: RebuildsRepository, inject: [Database], useFactory: (database: Database) => new RebuildsRepository(database) },
  {
    provide: Rebuilding,
    inject: [RebuildsRepository, LiveIndex, TaskIndexing, EmbeddingWork, Log, Shutdown],
    useFactory: (...[kept, index, tasks, embedding, log, shutdown]: Parts) => {
      const rebuilding = new Rebuilding({ kept, index, tasks, embedding, log });
      shutdown.add(() => rebuilding.close());
      return rebuilding;
    },
  },
];
