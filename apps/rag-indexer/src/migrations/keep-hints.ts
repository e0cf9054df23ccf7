import { sqlMigration, tenantTable } from '@skein/postgres';

const writer = 'skein_rag_indexer';

/** What webhooks have hinted at and nobody has looked at yet, once per thing; and which deliveries came, so that none counts twice. */
export const keepHints = sqlMigration('KeepHints2026112400011', [
  `create table rag_indexer.linear_hints (
     tenant text not null,
     project text not null,
     kind text not null,
     id text not null,
     noted bigint generated always as identity,
     primary key (tenant, project, kind, id)
   )`,
  ...tenantTable({ table: 'rag_indexer.linear_hints', writer }),
  `create table rag_indexer.webhook_deliveries (
     tenant text not null,
     hook text not null,
     delivery text not null,
     received_at timestamptz not null default now(),
     primary key (hook, delivery)
   )`,
  'create index webhook_deliveries_by_age on rag_indexer.webhook_deliveries (received_at)',
  ...tenantTable({ table: 'rag_indexer.webhook_deliveries', writer }),
]);
