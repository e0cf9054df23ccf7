import { sqlMigration } from '@skein/postgres';

/** For which project each document was indexed. Where that is not known, it is read once more. */
export const keepProjects = sqlMigration('KeepProjects2026112400040', ['alter table rag_indexer.documents add column project text']);
