import { sqlMigration, tenantTable } from '@skein/postgres';

/** Sources that are indexed again and again. */
export const keepSchedules = sqlMigration('KeepSchedules2026112400012', [
  `create table rag_indexer.schedules (
     tenant text not null,
     id uuid not null,
     project text not null,
     source text not null,
     request jsonb not null,
     every_seconds int not null,
     next_at timestamptz not null,
     failures int not null default 0,
     error text,
     primary key (tenant, id)
   )`,
  ...tenantTable({ table: 'rag_indexer.schedules', writer: 'skein_rag_indexer' }),
]);
