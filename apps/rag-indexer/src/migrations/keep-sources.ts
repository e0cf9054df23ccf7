import { sqlMigration, tenantTable } from '@skein/postgres';

const writer = 'skein_rag_indexer';

/** Sources, their runs and documents; chunks with all that is known of them; and the points that an index is filled from. */
export const keepSources = sqlMigration('KeepSources2026112400001', [
  // Only task_context was there, and it is made again from the workflows' documents.
  'delete from rag_indexer.chunks',
  'alter table rag_indexer.task_documents add column dirty boolean not null default true',
  'create index task_documents_dirty on rag_indexer.task_documents (tenant, workflow) where dirty',
  `alter table rag_indexer.chunks
     add column project text not null,
     add column document text not null,
     add column details jsonb not null`,
  'create index chunks_by_document on rag_indexer.chunks (tenant, collection, source, document)',
  `create table rag_indexer.documents (
     tenant text not null,
     collection text not null,
     source text not null,
     key text not null,
     version text not null,
     reader text not null,
     skipped text,
     primary key (tenant, collection, source, key)
   )`,
  ...tenantTable({ table: 'rag_indexer.documents', writer }),
  // All that an index needs of a chunk, in one place that is read in one go at start.
  `create table rag_indexer.points (
     tenant text not null,
     collection text not null,
     id uuid not null,
     project text not null,
     payload text not null,
     analyzer text not null,
     data bytea not null,
     dense bytea,
     primary key (tenant, collection, id)
   )`,
  // Weights do not compress: trying costs more than writing.
  'alter table rag_indexer.points alter column data set storage external, alter column dense set storage external',
  ...tenantTable({ table: 'rag_indexer.points', writer }),
  `create table rag_indexer.sources (
     tenant text not null,
     collection text not null,
     source text not null,
     project text not null,
     reader text not null,
     cursor jsonb,
     run uuid,
     run_seen_at timestamptz,
     primary key (tenant, collection, source)
   )`,
  ...tenantTable({ table: 'rag_indexer.sources', writer }),
  `create table rag_indexer.runs (
     tenant text not null,
     id uuid not null primary key,
     collection text not null,
     source text not null,
     project text not null,
     state text not null,
     expected int,
     counts jsonb not null,
     error text,
     started_at timestamptz not null default now(),
     ended_at timestamptz
   )`,
  'create index runs_by_source on rag_indexer.runs (tenant, collection, source, started_at)',
  ...tenantTable({ table: 'rag_indexer.runs', writer }),
  // What was committed and may not be in a shared index yet.
  `create table rag_indexer.index_changes (
     seq bigint generated always as identity primary key,
     tenant text not null,
     collection text not null,
     ids uuid[] not null
   )`,
  ...tenantTable({ table: 'rag_indexer.index_changes', writer }),
  // How a collection's dense vectors were made.
  `create table rag_indexer.embeddings (
     tenant text not null,
     collection text not null,
     model text not null,
     dimension int not null,
     prefix text not null,
     query_prefix text not null,
     primary key (tenant, collection)
   )`,
  ...tenantTable({ table: 'rag_indexer.embeddings', writer }),
]);
