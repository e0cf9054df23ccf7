/** The services that own a schema; schema and role are named after them. */
export const serviceSchemas = ['command_service', 'event_store', 'agent_registry', 'rag_indexer', 'memory'] as const;
export type ServiceSchema = (typeof serviceSchemas)[number];

/** The role in whose name a service connects. It owns nothing and is no superuser, so that grants and row-level security hold for it. */
export type ServiceRole = `skein_${ServiceSchema}`;

export const roleOf = (schema: ServiceSchema): ServiceRole => `skein_${schema}`;

/** The role of reads for callers; see `Database.withTenant`. It can write nothing. */
export const READER_ROLE = 'skein_reader';

/** The role of an operator's own commands: it may empty the store and move its cursors, as no service may. */
export const OPERATOR_ROLE = 'skein_operator';

export const allRoles: readonly string[] = [...serviceSchemas.map(roleOf), READER_ROLE, OPERATOR_ROLE];
