import type { SchemaMigrations } from '@skein/postgres';
import { claimSchedules } from './claim-schedules.ts';
import { createChunks } from './create-chunks.ts';
import { keepHints } from './keep-hints.ts';
import { keepProjects } from './keep-projects.ts';
import { keepSchedules } from './keep-schedules.ts';
import { delayHints } from './delay-hints.ts';
import { embedChunks } from './embed-chunks.ts';
import { keepRebuilds } from './keep-rebuilds.ts';
import { keepVerifications } from './keep-verifications.ts';
import { keepSources } from './keep-sources.ts';
import { shareIndex } from './share-index.ts';
import { splitTasks } from './split-tasks.ts';

export const ragIndexerMigrations: SchemaMigrations = {
  schema: 'rag_indexer',
  role: 'skein_rag_indexer',
  migrations: [
    createChunks,
    keepSources,
    keepHints,
    keepSchedules,
    embedChunks,
    shareIndex,
    keepVerifications,
    keepProjects,
    claimSchedules,
    keepRebuilds,
    delayHints,
    splitTasks,
  ],
};
