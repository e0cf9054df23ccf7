import type { Provider } from '@nestjs/common';
import { ENVIRONMENT, Log, type Environment } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { VectorIndex } from '@skein/vector-index';
import { RagIndexerConfig } from '../../app.config.ts';
import { IndexWriter } from '../../indexing/index-writer.ts';
import { CloneLocks } from './clone-locks.ts';
import { SourceFactory } from './source-factory.ts';
import { SourceRuns } from './source-runs.ts';

type FactoryParts = [RagIndexerConfig, Environment, Shutdown, Database, VectorIndex, Log];

/** What stands behind the door of sources. */
export const sourceProviders: Provider[] = [
  {
    provide: SourceFactory,
    inject: [RagIndexerConfig, ENVIRONMENT, Shutdown, Database, VectorIndex, Log],
    useFactory: (...[config, environment, shutdown, database, { kind }, log]: FactoryParts) => {
      const factory = new SourceFactory(config, environment, kind === 'embedded' ? undefined : new CloneLocks(database, log));
      shutdown.add(() => factory.close());
      return factory;
    },
  },
  {
    provide: SourceRuns,
    inject: [IndexWriter, Log, Shutdown],
    useFactory: (writer: IndexWriter, log: Log, shutdown: Shutdown) => {
      const runs = new SourceRuns(writer, log);
      shutdown.add(() => runs.close());
      return runs;
    },
  },
];
