const keyed = (table: string, key: string) => [
  `alter table event_store.${table} drop constraint ${table}_pkey`,
  `alter table event_store.${table} add primary key (${key})`,
];

/**
 * Keys that begin with what tells rows apart. Every entry of an index is put in its place by some twenty comparisons, and each of them goes
 * column by column until one differs: tenant and category hardly ever do. Who looks something up gives all columns, whatever their order.
 */
export const selectiveKeys = [
  ...keyed('records', 'partition, seq, category'),
  'drop index event_store.records_by_version',
  'create unique index records_by_version on event_store.records (stream, version, tenant, category) where version is not null',
  ...keyed('command_results', 'command_id, stream, tenant, category'),
  ...keyed('snapshots', 'stream, version, reducer_version, tenant, category'),
  ...keyed('workflows', 'stream, tenant'),
  ...keyed('steps', 'stream, step, tenant'),
  ...keyed('timers', 'stream, subject, purpose, tenant, category'),
];
