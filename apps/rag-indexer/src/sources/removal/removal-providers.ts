import type { Provider } from '@nestjs/common';
import { Log } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { IndexLoading } from '../../indexing/index-loading.ts';
import { SourceFactory } from '../door/source-factory.ts';
import { SourceRuns } from '../door/source-runs.ts';
import { RemovalsRepository } from './removals.repository.ts';
import { SourceRemovals } from './source-removals.ts';

export const removalProviders: Provider[] = [
  {
    provide: SourceRemovals,
    inject: [Database, SourceRuns, SourceFactory, Log, Shutdown, IndexLoading],
    useFactory: (database: Database, runs: SourceRuns, sources: SourceFactory, log: Log, shutdown: Shutdown, loading: IndexLoading) => {
      const removals = new SourceRemovals(new RemovalsRepository(database), runs, sources, log);
      shutdown.add(() => removals.close());
      loading.onceLoaded(
        () => void removals.resume().catch((err: unknown) => log.warn('sources that are being removed could not be read', { err })),
      );
      return removals;
    },
  },
];
