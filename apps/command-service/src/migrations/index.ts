import { sqlMigration, tenantTable, type SchemaMigrations } from '@skein/postgres';

const createDeadLetters = sqlMigration('CreateDeadLetters2026112300001', [
  `create table command_service.dead_letters (
     id bigint generated always as identity primary key,
     source text not null,
     category text not null,
     partition int not null,
     "offset" bigint,
     tenant text,
     stream text,
     command_id text,
     value text not null,
     code text not null,
     error text not null,
     created_at timestamptz not null default now()
   )`,
  `create unique index dead_letters_place on command_service.dead_letters (source, partition, "offset") where "offset" is not null`,
  // What came by HTTP has no place; it is set aside once for each command.
  `create unique index dead_letters_command on command_service.dead_letters (tenant, category, stream, command_id) where "offset" is null`,
  ...tenantTable({ table: 'command_service.dead_letters', writer: 'skein_command_service' }),
]);

const retryDeadLetters = sqlMigration('RetryDeadLetters2026112300002', [
  `alter table command_service.dead_letters
     add column retried_at timestamptz, add column retried_by text, add column retried_as text, add column retried_status text`,
]);

// A topic that was made anew counts from 0 again. Rows from before keep 0, which no new letter of a topic has.
const timedDeadLetters = sqlMigration('TimedDeadLetters2026112400001', [
  `alter table command_service.dead_letters add column record_time bigint not null default 0`,
  `drop index command_service.dead_letters_place`,
  `create unique index dead_letters_place on command_service.dead_letters (source, partition, "offset", record_time) where "offset" is not null`,
]);

/** The command-service's own schema. */
export const commandServiceMigrations: SchemaMigrations = {
  schema: 'command_service',
  role: 'skein_command_service',
  migrations: [createDeadLetters, retryDeadLetters, timedDeadLetters],
};
