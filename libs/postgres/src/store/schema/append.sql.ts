import { pinnedPlans } from './pinned-plans.ts';
import { rowsOf } from './rows-of.ts';
import { STORE_ROLE } from './store-schema.ts';

/** SQLSTATE of an append whose cursor is not where the caller believes it is. */
export const CURSOR_LOST = 'SK001';

// Postgres takes payloads below 8,000 bytes; the longest entry ("workflow:1023:999999999999999,") has 30.
const CURSORS_PER_NOTIFICATION = 250;

/** Matches every UUIDv7; what else it matches only raises the bound. */
const LIKE_UUID_V7 = `'${'_'.repeat(14)}7${'_'.repeat(21)}'`;

// Several rows are locked first and in one order, so that who comes too late learns it here, and not by a key that exists already.
export const appendHistory = `
create or replace function event_store.append_history(
  c_category text[], c_partition int4[], c_from_offset int8[], c_from_head text[],
  c_next_offset int8[], c_head text[], c_seq int8[], c_head_offset int8[], c_voids int8[],
  r_category text[], r_partition int4[], r_seq int8[], r_offset int8[], r_tenant text[], r_stream text[], r_version int8[],
  r_command_id text[], r_type text[], r_time timestamptz[], r_value text[], r_hash bytea[],
  k_tenant text[], k_category text[], k_stream text[], k_command_id text[], k_hash bytea[], k_partition int4[], k_first int8[], k_last int8[]
) returns void language plpgsql ${pinnedPlans} as $$
declare
  moved int;
begin
  if cardinality(c_category) > 1 then
    perform from event_store.cursors c
      join unnest(c_category, c_partition) g(category, partition) on c.category = g.category and c.partition = g.partition
      order by c.category, c.partition for update of c;
  end if;
  -- a seq that others have moved without the bound leaves it behind for good: it is not known then
  update event_store.cursors c
    set newest_id = greatest(c.newest_id, n.newest_id), newest_id_seq = case when c.newest_id_seq = c.seq then g.seq else c.newest_id_seq end,
        next_offset = g.next_offset, head = g.head, seq = g.seq, head_offset = g.head_offset, voids = c.voids + g.voids,
        parked_code = null, parked_detail = null
    from unnest(c_category, c_partition, c_from_offset, c_from_head, c_next_offset, c_head, c_seq, c_head_offset, c_voids)
      g(category, partition, from_offset, from_head, next_offset, head, seq, head_offset, voids)
    left join (
      select k.category, k.partition, max(k.id collate "C") as newest_id
      from (select unnest(k_category) as category, unnest(k_partition) as partition, unnest(k_command_id) as id) k
      where k.id like ${LIKE_UUID_V7} group by k.category, k.partition) n on n.category = g.category and n.partition = g.partition
    where c.category = g.category and c.partition = g.partition and c.next_offset = g.from_offset and c.head = g.from_head;
  get diagnostics moved = row_count;
  if moved <> cardinality(c_category) then
    raise exception 'the cursor is not where the append begins' using errcode = '${CURSOR_LOST}';
  end if;
  insert into event_store.records
    (category, partition, seq, "offset", tenant, stream, version, command_id, type, time, value, hash)
    select ${rowsOf(
      ...['r_category', 'r_partition', 'r_seq', 'r_offset', 'r_tenant', 'r_stream'],
      ...['r_version', 'r_command_id', 'r_type', 'r_time', 'r_value', 'r_hash'],
    )};
  insert into event_store.command_results (tenant, category, stream, command_id, command_hash, partition, first_seq, last_seq)
    select ${rowsOf('k_tenant', 'k_category', 'k_stream', 'k_command_id', 'k_hash', 'k_partition', 'k_first', 'k_last')};
  perform pg_notify('skein_cursors', string_agg(g.category || ':' || g.partition || ':' || g.seq, ',' order by g.n))
    from unnest(c_category, c_partition, c_seq) with ordinality g(category, partition, seq, n)
    group by (g.n - 1) / ${CURSORS_PER_NOTIFICATION};
end $$`;

// By place and not by a join, as in keep_timers.
export const keepSnapshots = `
create or replace function event_store.keep_snapshots(
  s_tenant text[], s_category text[], s_stream text[], s_reducer int4[], s_version int8[], s_time timestamptz[], s_state text[], s_bytes int4[]
) returns void language plpgsql ${pinnedPlans} as $$
begin
  insert into event_store.snapshots (tenant, category, stream, reducer_version, version, time, state, bytes)
    select * from unnest(s_tenant, s_category, s_stream, s_reducer, s_version, s_time, s_state, s_bytes)
    on conflict do nothing;
  -- one of each thousand versions stays, and none of an older reducer
  delete from event_store.snapshots where ctid = any (array(
    select f.place from unnest(s_tenant, s_category, s_stream, s_reducer, s_version) n(tenant, category, stream, reducer, version)
    cross join lateral (
      select o.ctid as place from event_store.snapshots o
      where o.tenant = n.tenant and o.category = n.category and o.stream = n.stream
        and (o.reducer_version < n.reducer
          or o.reducer_version = n.reducer and o.version < n.version and o.version > (n.version - 1) / 1000 * 1000)
      offset 0) f));
end $$`;

/** The greatest command id that looks like a UUIDv7, and up to which seq that holds. */
export const boundIds = [
  `alter table event_store.cursors
     add column newest_id text collate "C" not null default '', add column newest_id_seq int8 not null default 0`,
  // The lock of the change above is held: nobody appends meanwhile. Row-level security shows the results to their writer, not to the owner of the table.
  `set local role ${STORE_ROLE}`,
  `with newest as materialized (
     select k.category, k.partition, max(k.command_id collate "C") as id from event_store.command_results k
     where k.command_id like ${LIKE_UUID_V7} group by k.category, k.partition)
   update event_store.cursors c
     set newest_id_seq = c.seq,
         newest_id = coalesce((select n.id from newest n where n.category = c.category and n.partition = c.partition), '')`,
  'reset role',
  appendHistory,
];

export const appendFunctions = [appendHistory, keepSnapshots];
