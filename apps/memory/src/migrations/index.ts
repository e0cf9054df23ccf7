import { positionsTable, sqlMigration, tenantTable, type SchemaMigrations } from '@skein/postgres';

const createThreads = sqlMigration('CreateThreads2026112300001', [
  positionsTable('memory'),
  `create table memory.threads (
     tenant text not null,
     id text not null,
     title text not null,
     workflow text,
     turns int not null default 0,
     created_at timestamptz not null,
     updated_at timestamptz not null,
     primary key (tenant, id)
   )`,
  'create index threads_newest on memory.threads (tenant, updated_at desc, id)',
  ...tenantTable({ table: 'memory.threads', writer: 'skein_memory' }),
  `create table memory.turns (
     tenant text not null,
     thread text not null,
     number int not null,
     turn text not null,
     actor text not null,
     time timestamptz not null,
     primary key (tenant, thread, number)
   )`,
  ...tenantTable({ table: 'memory.turns', writer: 'skein_memory' }),
]);

export const memoryMigrations: SchemaMigrations = { schema: 'memory', role: 'skein_memory', migrations: [createThreads] };
