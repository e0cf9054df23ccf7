import type { ServiceRole } from './roles.ts';

/** Statements for the migration of a table whose rows may be added but never changed or removed, whoever tries. */
export function appendOnly(table: string, writer: ServiceRole): string[] {
  const [schema, name] = table.split('.');
  return [
    `revoke update, delete, truncate on ${table} from ${writer}`,
    `create or replace function ${schema}.refuse_change() returns trigger language plpgsql as $$
     begin
       raise exception '% is append-only', tg_table_name using errcode = '42501';
     end $$`,
    `create trigger ${name}_is_append_only before update or delete or truncate on ${table}
     for each statement execute function ${schema}.refuse_change()`,
  ];
}
