import { sqlMigration } from '@skein/postgres';

/** Long documents of workflows are cut into pieces: those that are stored as one are indexed once more. */
export const splitTasks = sqlMigration('SplitTasks2026112400052', [
  'update rag_indexer.task_documents set dirty = true where length(document) > 1600',
]);
