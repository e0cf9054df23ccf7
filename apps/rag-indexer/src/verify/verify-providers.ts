import type { Provider } from '@nestjs/common';
import { Log } from '@skein/platform';
import { Database } from '@skein/postgres';
import { Shutdown } from '@skein/service';
import { LiveIndex } from '../indexing/live-index.ts';
import { SourceFactory } from '../sources/door/source-factory.ts';
import { RunsRepository } from '../storage/runs.repository.ts';
import { StoredRowsRepository } from './stored-rows.repository.ts';
import { Verification } from './verification.ts';
import { VerificationsRepository } from './verifications.repository.ts';
import { Verifying } from './verifying.ts';

export const verifyProviders: Provider[] = [
  { provide: VerificationsRepository, inject: [Database], useFactory: (database: Database) => new VerificationsRepository(database) },
  {
    provide: Verification,
    inject: [Database, RunsRepository, LiveIndex],
    useFactory: (database: Database, runs: RunsRepository, index: LiveIndex) =>
      new Verification({ stored: new StoredRowsRepository(database), runs, index }),
  },
  {
    provide: Verifying,
    inject: [VerificationsRepository, Verification, SourceFactory, Log, Shutdown],
    useFactory: (kept: VerificationsRepository, verification: Verification, sources: SourceFactory, log: Log, shutdown: Shutdown) => {
      const verifying = new Verifying(kept, verification, sources, log);
      shutdown.add(() => verifying.close());
      return verifying;
    },
  },
];
