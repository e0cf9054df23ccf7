import { CURSOR_LOST, CURSORS_PER_NOTIFICATION } from './append.sql.ts';
import { pinnedPlans } from './pinned-plans.ts';

/**
 * Rows out of arrays side by side. In the select list Postgres takes an element of each array per row; as a table it first writes each array into a
 * store of its own and reads the rows together again, which costs a quarter of a whole insert.
 */
const rowsOf = (...arrays: string[]): string => arrays.map((array) => `unnest(${array})`).join(', ');
const parameters = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `$${from + index}`);
const wordsOf = (array: string): string => `string_to_array(unnest(${array}), ' ')`;

const appendHistory = `
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
  perform from event_store.cursors c
    join unnest(c_category, c_partition) g(category, partition) on c.category = g.category and c.partition = g.partition
    order by c.category, c.partition for update of c;
  update event_store.cursors c
    set next_offset = g.next_offset, head = g.head, seq = g.seq, head_offset = g.head_offset, voids = c.voids + g.voids,
        parked_code = null, parked_detail = null
    from unnest(c_category, c_partition, c_from_offset, c_from_head, c_next_offset, c_head, c_seq, c_head_offset, c_voids)
      g(category, partition, from_offset, from_head, next_offset, head, seq, head_offset, voids)
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

const keepWorkflows = `
create or replace function event_store.keep_workflows(
  text[], text[], int4[], int8[], int8[], text[], text[], text[], text[], int4[], int4[], int4[], int4[], timestamptz[],
  timestamptz[], timestamptz[], timestamptz[], int4[], int8[], int8[], int8[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.workflows
    (tenant, stream, partition, seq, version, title, status, tags, parent, open_steps, completed_steps, failed_attempts, open_gates,
     started_at, updated_at, closed_at, expires_at, signals, input_tokens, output_tokens, cost_micro_usd)
    select ${rowsOf(...parameters(1, 7))}, ${wordsOf('$8')}, ${rowsOf(...parameters(9, 21))}
    on conflict (tenant, stream) do update set
      seq = excluded.seq, version = excluded.version, status = excluded.status, open_steps = excluded.open_steps,
      completed_steps = excluded.completed_steps, failed_attempts = excluded.failed_attempts, open_gates = excluded.open_gates,
      updated_at = excluded.updated_at, closed_at = excluded.closed_at, expires_at = excluded.expires_at,
      signals = excluded.signals, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
      cost_micro_usd = excluded.cost_micro_usd;
end $$`;

const keepSteps = `
create or replace function event_store.keep_steps(
  text[], text[], text[], int4[], text[], text[], text[], text[], int4[], int4[], int4[], text[], timestamptz[], text[], int8[],
  timestamptz[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.steps
    (tenant, stream, step, partition, title, capability, agent, status, attempt, fence, priority, held_by, lease_until, depends_on,
     scheduled_by, updated_at)
    select ${rowsOf(...parameters(1, 13))}, ${wordsOf('$14')}, ${rowsOf('$15', '$16')}
    on conflict (tenant, stream, step) do update set
      status = excluded.status, attempt = excluded.attempt, fence = excluded.fence, held_by = excluded.held_by,
      lease_until = excluded.lease_until, updated_at = excluded.updated_at;
end $$`;

/** The statements of the hot path, with rows that are taken from their arrays in lockstep. */
export const lockstep = [appendHistory, keepWorkflows, keepSteps];
