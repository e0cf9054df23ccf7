import { sqlMigration } from '@skein/postgres';

/** Who runs a schedule at present, so that of several instances one does. */
export const claimSchedules = sqlMigration('ClaimSchedules2026112400041', ['alter table rag_indexer.schedules add column claim uuid']);
