import { sqlMigration, tenantTable } from '@skein/postgres';

/** From where sources were indexed, so that they can be read again; and what came of comparing them. */
export const keepVerifications = sqlMigration('KeepVerifications2026112400030', [
  'alter table rag_indexer.sources add column origin jsonb',
  `create table rag_indexer.verifications (
     tenant text not null,
     id uuid not null primary key,
     state text not null default 'running',
     documents int not null default 0,
     sources jsonb not null default '[]',
     started_at timestamptz not null default now(),
     seen_at timestamptz not null default now()
   )`,
  'create index verifications_by_tenant on rag_indexer.verifications (tenant, started_at)',
  ...tenantTable({ table: 'rag_indexer.verifications', writer: 'skein_rag_indexer' }),
]);
