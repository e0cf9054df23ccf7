import type { Provider } from '@nestjs/common';
import { ENVIRONMENT, Log, type Environment } from '@skein/platform';
import { Shutdown } from '@skein/service';
import { RagIndexerConfig } from '../../app.config.ts';
import { IndexWriter } from '../../indexing/index-writer.ts';
import { SourceFactory } from './source-factory.ts';
import { SourceRuns } from './source-runs.ts';

/** What stands behind the door of sources. */
export const sourceProviders: Provider[] = [
  {
    provide: SourceFactory,
    inject: [RagIndexerConfig, ENVIRONMENT, Shutdown],
    useFactory: (config: RagIndexerConfig, environment: Environment, shutdown: Shutdown) => {
      const factory = new SourceFactory(config, environment);
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
