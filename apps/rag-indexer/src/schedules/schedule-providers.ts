import type { Provider } from '@nestjs/common';
import { Log } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { IndexLoading } from '../indexing/index-loading.ts';
import { SourceFactory } from '../sources/door/source-factory.ts';
import { SourceRuns } from '../sources/door/source-runs.ts';
import { ScheduledRuns } from './scheduled-runs.ts';
import { SchedulesRepository } from './schedules.repository.ts';

export const scheduleProviders: Provider[] = [
  { provide: SchedulesRepository, inject: [Database], useFactory: (database: Database) => new SchedulesRepository(database) },
  {
    provide: ScheduledRuns,
    inject: [SchedulesRepository, SourceFactory, SourceRuns, Log, Shutdown, IndexLoading],
    useFactory: (
      schedules: SchedulesRepository,
      sources: SourceFactory,
      runs: SourceRuns,
      log: Log,
      shutdown: Shutdown,
      loading: IndexLoading,
    ) => {
      const scheduled = new ScheduledRuns(schedules, sources, runs, log);
      shutdown.add(() => scheduled.close());
      loading.onceLoaded(() => scheduled.wake());
      return scheduled;
    },
  },
];
