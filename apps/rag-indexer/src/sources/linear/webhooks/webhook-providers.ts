import type { Provider } from '@nestjs/common';
import { Log } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { IndexLoading } from '../../../indexing/index-loading.ts';
import { SourceFactory } from '../../door/source-factory.ts';
import { SourceRuns } from '../../door/source-runs.ts';
import { HintFollowing } from './hint-following.ts';
import { HintsRepository } from './hints.repository.ts';

/** What stands behind the door of webhooks. */
export const webhookProviders: Provider[] = [
  { provide: HintsRepository, inject: [Database], useFactory: (database: Database) => new HintsRepository(database) },
  {
    provide: HintFollowing,
    inject: [HintsRepository, SourceFactory, SourceRuns, Log, Shutdown, IndexLoading],
    useFactory: (hints: HintsRepository, sources: SourceFactory, runs: SourceRuns, log: Log, shutdown: Shutdown, loading: IndexLoading) => {
      const following = new HintFollowing(hints, sources, runs, log);
      shutdown.add(() => following.close());
      loading.onceLoaded(() => following.wake());
      return following;
    },
  },
];
