import { sqlMigration } from '@skein/postgres';

/** What processes that share an index agree upon: where it was kept last, and whether one of them makes it anew at present. */
export const shareIndex = sqlMigration('ShareIndex2026112400021', [
  `create table rag_indexer.index_state (
     one boolean primary key default true check (one),
     home text,
     filling boolean not null default false
   )`,
  'insert into rag_indexer.index_state default values',
]);
