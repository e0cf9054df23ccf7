import { allRoles } from './roles.ts';

/**
 * SQL that makes the roles where they are missing and lets the migrating user take them on. Roles belong to the whole server: two databases may
 * be migrated at the same time, so that losing the race is no error.
 */
export const ensureRoles = `
do $$
declare wanted text;
begin
  foreach wanted in array array[${allRoles.map((role) => `'${role}'`).join(', ')}] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if not pg_has_role(session_user, wanted, 'set') then
      execute format('grant %I to %I with inherit false, set true', wanted, session_user);
    end if;
  end loop;
end $$`;

/** SQL that makes a service's schema and gives its role all rights on the rows of tables that later migrations add; readers get none by default. */
export function ensureSchema(schema: string, role: string | undefined): string {
  const own = role
    ? `grant usage on schema ${schema} to ${role};
       alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role};
       alter default privileges in schema ${schema} grant usage, select on sequences to ${role};`
    : '';
  return `create schema if not exists ${schema}; ${own}`;
}
