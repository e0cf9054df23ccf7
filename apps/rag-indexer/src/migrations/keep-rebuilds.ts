import { sqlMigration, tenantTable } from '@skein/postgres';

/** How far the index of a tenant is made anew, for whoever asked for it. */
export const keepRebuilds = sqlMigration('KeepRebuilds2026112400050', [
  `create table rag_indexer.rebuilds (
     tenant text not null,
     id uuid not null primary key,
     state text not null default 'running',
     adapter text not null,
     points int not null default 0,
     expected int not null default 0,
     embedding int,
     error text,
     started_at timestamptz not null default now(),
     seen_at timestamptz not null default now()
   )`,
  'create index rebuilds_by_tenant on rag_indexer.rebuilds (tenant, started_at)',
  ...tenantTable({ table: 'rag_indexer.rebuilds', writer: 'skein_rag_indexer' }),
]);
