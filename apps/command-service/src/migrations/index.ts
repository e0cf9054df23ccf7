import { sqlMigration, tenantTable, type SchemaMigrations } from '@skein/postgres';

const createDeadLetters = sqlMigration('CreateDeadLetters2026112300001', [
  `create table command_service.dead_letters (
     id bigint generated always as identity primary key,
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
  `create unique index dead_letters_place on command_service.dead_letters (category, partition, "offset") where "offset" is not null`,
  ...tenantTable({ table: 'command_service.dead_letters', writer: 'skein_command_service' }),
]);

/** The command-service's own schema. */
export const commandServiceMigrations: SchemaMigrations = {
  schema: 'command_service',
  role: 'skein_command_service',
  migrations: [createDeadLetters],
};
