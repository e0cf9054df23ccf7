import { appendOnly } from '../../access/append-only.ts';
import { tenantTable } from '../../access/tenant-table.ts';
import { STORE_ROLE, storeReaders } from './store-schema.ts';

const guarded = (table: string) => tenantTable({ table: `event_store.${table}`, writer: STORE_ROLE, trusted: storeReaders });

const cursors = [
  // Every transaction updates a row: room on the page keeps the updates inside of it.
  `create table event_store.cursors (
     category text not null,
     partition int4 not null,
     next_offset int8 not null default 0,
     head text not null default repeat('0', 64),
     seq int8 not null default 0,
     head_offset int8 not null default -1,
     cluster_id text,
     voids int8 not null default 0,
     parked_code text,
     parked_detail text,
     primary key (category, partition)
   ) with (fillfactor = 20)`,
  `grant usage on schema event_store to ${storeReaders.join(', ')}`,
  `grant select on event_store.cursors to ${storeReaders.join(', ')}`,
];

const records = [
  `create table event_store.records (
     category text not null,
     partition int4 not null,
     seq int8 not null,
     "offset" int8 not null,
     tenant text not null,
     stream text not null,
     version int8,
     command_id text not null,
     type text not null,
     time timestamptz not null,
     value text not null,
     hash bytea not null,
     primary key (category, partition, seq)
   )`,
  // Compressing costs more time than it saves room.
  `alter table event_store.records alter column value set storage external`,
  `create unique index records_by_version on event_store.records (tenant, category, stream, version) where version is not null`,
  // Finds an event by the time inside its id, at no visible cost for whoever appends.
  `create index records_by_time on event_store.records using brin (time) with (autosummarize = on)`,
  ...guarded('records'),
  ...appendOnly('event_store.records', STORE_ROLE),
];

const commandResults = [
  `create table event_store.command_results (
     tenant text not null,
     category text not null,
     stream text not null,
     command_id text not null,
     command_hash bytea not null,
     partition int4 not null,
     first_seq int8 not null,
     last_seq int8 not null,
     primary key (tenant, category, stream, command_id)
   )`,
  ...guarded('command_results'),
  `revoke update, truncate on event_store.command_results from ${STORE_ROLE}`,
];

const snapshots = [
  `create table event_store.snapshots (
     tenant text not null,
     category text not null,
     stream text not null,
     reducer_version int4 not null,
     version int8 not null,
     time timestamptz not null,
     state text not null,
     bytes int4 not null,
     primary key (tenant, category, stream, reducer_version, version)
   )`,
  `alter table event_store.snapshots alter column state set storage external`,
  ...guarded('snapshots'),
];

export const historyTables = [...cursors, ...records, ...commandResults, ...snapshots];
