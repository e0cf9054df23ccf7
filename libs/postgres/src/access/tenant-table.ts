import { READER_ROLE, type ServiceRole } from './roles.ts';

export interface TenantTable {
  /** With its schema: `memory.turns`. It has a column `tenant text not null`. */
  table: string;
  /** The role of the service that owns the table: it is trusted with the rows of all tenants. */
  writer: ServiceRole;
  /** Other services that read all tenants' rows (only those that the architecture names). */
  trusted?: readonly ServiceRole[];
}

/**
 * Statements for the migration that creates a table with tenants' data:
 * row-level security, for the owner too; the writing service sees all rows; `skein_reader` sees those of the tenant that
 * `Database.withTenant` has set, and without one none; nobody else sees any.
 */
export function tenantTable({ table, writer, trusted = [] }: TenantTable): string[] {
  const schema = table.slice(0, table.indexOf('.'));
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy writer on ${table} to ${writer} using (true) with check (true)`,
    `create policy tenant on ${table} for select to ${READER_ROLE} using (tenant = current_setting('skein.tenant', true))`,
    ...(trusted.length > 0 ? [`create policy trusted on ${table} for select to ${trusted.join(', ')} using (true)`] : []),
    ...[READER_ROLE, ...trusted].flatMap((role) => [`grant usage on schema ${schema} to ${role}`, `grant select on ${table} to ${role}`]),
  ];
}
