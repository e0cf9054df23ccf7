import { positionsTable, sqlMigration, tenantTable } from '@skein/postgres';

export const createChunks = sqlMigration('CreateChunks2026112300001', [
  positionsTable('rag_indexer'),
  // What search finds: the vector index holds ids, vectors and filter keys only, and is filled from here.
  `create table rag_indexer.chunks (
     tenant text not null,
     collection text not null,
     id uuid not null,
     source text not null,
     title text not null,
     text text not null,
     hash text not null,
     payload jsonb not null,
     updated_at timestamptz not null,
     primary key (tenant, collection, id)
   )`,
  ...tenantTable({ table: 'rag_indexer.chunks', writer: 'skein_rag_indexer' }),
  // The living document of each workflow, as far as the log has been read.
  `create table rag_indexer.task_documents (
     tenant text not null,
     workflow text not null,
     document text not null,
     primary key (tenant, workflow)
   )`,
  ...tenantTable({ table: 'rag_indexer.task_documents', writer: 'skein_rag_indexer' }),
]);
