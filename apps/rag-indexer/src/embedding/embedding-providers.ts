import type { Provider } from '@nestjs/common';
import { Log } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { RagIndexerConfig } from '../app.config.ts';
import { LiveIndex } from '../indexing/live-index.ts';
import { embedderOf } from './embedder-of.ts';
import { EmbeddingSetup } from './embedding-setup.ts';
import { EmbeddingWork } from './embedding-work.ts';
import { Turn } from './turn.ts';

/** What embeds, when an embedder is configured. */
export const embeddingProviders: Provider[] = [
  {
    provide: EmbeddingSetup,
    inject: [RagIndexerConfig, Database],
    useFactory: (config: RagIndexerConfig, database: Database) => new EmbeddingSetup(embedderOf(config), database),
  },
  {
    provide: EmbeddingWork,
    inject: [EmbeddingSetup, LiveIndex, Database, Log, Shutdown],
    useFactory: ({ embeddings }: EmbeddingSetup, index: LiveIndex, database: Database, log: Log, shutdown: Shutdown) => {
      const work = new EmbeddingWork({ embeddings, index, database, log, turn: new Turn(database, index.vectors.kind) });
      shutdown.add(() => work.close());
      return work;
    },
  },
];
