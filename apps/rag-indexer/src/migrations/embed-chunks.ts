import { sqlMigration, tenantTable } from '@skein/postgres';

const writer = 'skein_rag_indexer';

/** How collections are embedded, and the vectors of texts, each made once. */
export const embedChunks = sqlMigration('EmbedChunks2026112400020', [
  // Nothing has ever written to it.
  'drop table rag_indexer.embeddings',
  // Of a collection the vectors that are searched, and beside them those that are being made to take their place.
  `create table rag_indexer.embeddings (
     tenant text not null,
     collection text not null,
     searched boolean not null,
     space text not null,
     model text not null,
     dimension int not null,
     prefix text not null,
     query_prefix text not null,
     generation text,
     primary key (tenant, collection, searched)
   )`,
  ...tenantTable({ table: 'rag_indexer.embeddings', writer }),
  // By what was embedded and how: a text that is there again costs nothing.
  `create table rag_indexer.vectors (
     tenant text not null,
     space text not null,
     content text not null,
     vector bytea,
     refused text,
     made_at timestamptz not null default now(),
     primary key (tenant, space, content)
   )`,
  'alter table rag_indexer.vectors alter column vector set storage external',
  ...tenantTable({ table: 'rag_indexer.vectors', writer }),
  // Points are made again when the service starts, with the hash of what would be embedded of them.
  'alter table rag_indexer.points drop column dense, add column content text',
  `update rag_indexer.points set analyzer = ''`,
]);
