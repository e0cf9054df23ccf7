import { sqlMigration } from '@skein/postgres';

/** Why a hinted thing could not be looked at, and when it is tried again. */
export const delayHints = sqlMigration('DelayHints2026112400051', [
  `alter table rag_indexer.linear_hints
     add column failures int not null default 0,
     add column error text,
     add column next_at timestamptz`,
]);
