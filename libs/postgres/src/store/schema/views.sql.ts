import { tenantTable } from '../../access/tenant-table.ts';
import { STORE_ROLE, storeReaders } from './store-schema.ts';

const guarded = (table: string) => tenantTable({ table: `event_store.${table}`, writer: STORE_ROLE });

const workflows = [
  `create table event_store.workflows (
     tenant text not null,
     stream text not null,
     partition int4 not null,
     seq int8 not null,
     version int8 not null,
     title text not null,
     status text not null,
     tags text[] not null,
     parent text,
     open_steps int4 not null,
     completed_steps int4 not null,
     failed_attempts int4 not null,
     open_gates int4 not null,
     started_at timestamptz not null,
     updated_at timestamptz not null,
     closed_at timestamptz,
     expires_at timestamptz,
     broken boolean not null default false,
     primary key (tenant, stream)
   ) with (fillfactor = 70)`,
  // What these hold seldom changes, so that most updates touch no index.
  `create index workflows_by_start on event_store.workflows (tenant, started_at desc, stream)`,
  `create index workflows_by_status on event_store.workflows (tenant, status, started_at desc, stream)`,
  `create index workflows_by_parent on event_store.workflows (tenant, parent) where parent is not null`,
  `create index workflows_by_tag on event_store.workflows using gin (tags)`,
  ...guarded('workflows'),
];

const steps = [
  `create table event_store.steps (
     tenant text not null,
     stream text not null,
     step text not null,
     partition int4 not null,
     title text,
     capability text not null,
     agent text,
     status text not null,
     attempt int4 not null,
     fence int4 not null,
     priority int4 not null,
     held_by text,
     lease_until timestamptz,
     depends_on text[] not null,
     scheduled_by int8 not null,
     updated_at timestamptz not null,
     primary key (tenant, stream, step)
   ) with (fillfactor = 70)`,
  `create index steps_ready on event_store.steps (tenant, capability, priority desc, updated_at) where status = 'ready'`,
  ...guarded('steps'),
];

const approvals = [
  `create table event_store.approvals (
     tenant text not null,
     stream text not null,
     gate text not null,
     title text not null,
     detail text,
     risk text not null,
     roles text[] not null,
     quorum int4 not null,
     voters text[] not null,
     status text not null,
     requested_by text not null,
     requested_at timestamptz not null,
     expires_at timestamptz,
     closed_at timestamptz,
     primary key (tenant, stream, gate)
   )`,
  `create index approvals_by_request on event_store.approvals (tenant, status, requested_at desc, stream, gate)`,
  ...guarded('approvals'),
];

const timers = [
  `create table event_store.timers (
     category text not null,
     partition int4 not null,
     tenant text not null,
     stream text not null,
     purpose text not null,
     subject text not null,
     set_by int8 not null,
     due timestamptz not null,
     primary key (tenant, category, stream, purpose, subject)
   )`,
  `create index timers_by_due on event_store.timers (category, partition, due)`,
  ...tenantTable({ table: 'event_store.timers', writer: STORE_ROLE, trusted: storeReaders }),
];

const offers = [
  // What a crash forgets is offered once more; claiming decides.
  `create unlogged table event_store.offers (
     tenant text not null,
     stream text not null,
     step text not null,
     attempt int4 not null,
     until timestamptz not null,
     primary key (tenant, stream, step)
   )`,
  `create index offers_by_end on event_store.offers (until)`,
  ...guarded('offers'),
];

const artifacts = [
  `create table event_store.artifacts (
     tenant text not null,
     sha256 bytea not null check (length(sha256) = 32),
     bytes bytea not null,
     stored_at timestamptz not null default now(),
     primary key (tenant, sha256)
   )`,
  `alter table event_store.artifacts alter column bytes set storage external`,
  ...guarded('artifacts'),
  `revoke update, truncate on event_store.artifacts from ${STORE_ROLE}`,
];

export const viewTables = [...workflows, ...steps, ...approvals, ...timers, ...offers, ...artifacts];
