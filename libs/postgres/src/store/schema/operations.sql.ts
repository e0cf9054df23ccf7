import { OPERATOR_ROLE } from '../../access/roles.ts';
import { STORE_ROLE, storeReaders } from './store-schema.ts';

const tenantTables = ['records', 'command_results', 'snapshots', 'workflows', 'steps', 'approvals', 'timers', 'offers'];
const all = tenantTables.map((table) => `event_store.${table}`).join(', ');

/** Partitions that an operator has parked on purpose. */
const holds = [
  `create table event_store.holds (
     category text not null,
     partition int4 not null,
     because text not null,
     held_by text not null,
     since timestamptz not null default now(),
     primary key (category, partition)
   )`,
  `grant select on event_store.holds to ${storeReaders.join(', ')}`,
  `revoke insert, update, delete on event_store.holds from ${STORE_ROLE}`,
];

// Only rebuild, republish and holds connect as this role. It can empty history, never change what a record says.
const operatorRights = [
  `grant usage on schema event_store to ${OPERATOR_ROLE}`,
  `grant select, delete, truncate on ${all} to ${OPERATOR_ROLE}`,
  `grant update ("offset") on event_store.records to ${OPERATOR_ROLE}`,
  `grant select, update on event_store.cursors to ${OPERATOR_ROLE}`,
  `grant select, insert, update, delete on event_store.holds to ${OPERATOR_ROLE}`,
  ...tenantTables.map((table) => `create policy operator on event_store.${table} to ${OPERATOR_ROLE} using (true) with check (true)`),
];

const refuseChange = `create or replace function event_store.refuse_change() returns trigger language plpgsql as $$
begin
  if current_user <> '${OPERATOR_ROLE}' then
    raise exception '% is append-only', tg_table_name using errcode = '42501';
  end if;
  return null;
end $$`;

/** What operators' commands may do to the store that services may not. */
export const operations = [...holds, ...operatorRights, refuseChange];
