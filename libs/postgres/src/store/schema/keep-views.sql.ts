import { pinnedPlans } from './pinned-plans.ts';
import { parameters, rowsOf, wordsOf } from './rows-of.ts';

// Texts that hold no blank come as one text each: unnest takes arrays of arrays apart.
const keepWorkflows = `
create function event_store.keep_workflows(
  text[], text[], int4[], int8[], int8[], text[], text[], text[], text[], int4[], int4[], int4[], int4[], timestamptz[],
  timestamptz[], timestamptz[], timestamptz[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.workflows
    (tenant, stream, partition, seq, version, title, status, tags, parent, open_steps, completed_steps, failed_attempts, open_gates,
     started_at, updated_at, closed_at, expires_at)
    select n.tenant, n.stream, n.partition, n.seq, n.version, n.title, n.status, string_to_array(n.tags, ' '), n.parent, n.open_steps,
      n.completed_steps, n.failed_attempts, n.open_gates, n.started_at, n.updated_at, n.closed_at, n.expires_at
    from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      n(tenant, stream, partition, seq, version, title, status, tags, parent, open_steps, completed_steps, failed_attempts, open_gates,
        started_at, updated_at, closed_at, expires_at)
    on conflict (tenant, stream) do update set
      seq = excluded.seq, version = excluded.version, status = excluded.status, open_steps = excluded.open_steps,
      completed_steps = excluded.completed_steps, failed_attempts = excluded.failed_attempts, open_gates = excluded.open_gates,
      updated_at = excluded.updated_at, closed_at = excluded.closed_at, expires_at = excluded.expires_at;
end $$`;

export const keepSteps = `
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

const keepApprovals = `
create function event_store.keep_approvals(
  text[], text[], text[], text[], text[], text[], text[], int4[], text[], text[], text[], timestamptz[], timestamptz[],
  timestamptz[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.approvals
    (tenant, stream, gate, title, detail, risk, roles, quorum, voters, status, requested_by, requested_at, expires_at, closed_at)
    select n.tenant, n.stream, n.gate, n.title, n.detail, n.risk, string_to_array(n.roles, ' '), n.quorum, string_to_array(n.voters, ' '),
      n.status, n.requested_by, n.requested_at, n.expires_at, n.closed_at
    from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      n(tenant, stream, gate, title, detail, risk, roles, quorum, voters, status, requested_by, requested_at, expires_at, closed_at)
    on conflict (tenant, stream, gate) do update set
      voters = excluded.voters, status = excluded.status, closed_at = excluded.closed_at;
end $$`;

// cleared: streams of which all deadlines go; removed: single ones; then those that hold now. By place and not by a join: of a table that it
// believes to be empty Postgres would read all rows, and compare each with what is to go.
export const keepTimers = `
create or replace function event_store.keep_timers(
  c_tenant text[], c_category text[], c_stream text[],
  d_tenant text[], d_category text[], d_stream text[], d_purpose text[], d_subject text[],
  t_category text[], t_partition int4[], t_tenant text[], t_stream text[], t_purpose text[], t_subject text[], t_set_by int8[],
  t_due timestamptz[]
) returns void language plpgsql ${pinnedPlans} as $$
begin
  if cardinality(c_tenant) > 0 then
    delete from event_store.timers where ctid = any (array(
      select f.place from unnest(c_tenant, c_category, c_stream) c(tenant, category, stream)
      cross join lateral (
        select t.ctid as place from event_store.timers t
        where t.tenant = c.tenant and t.category = c.category and t.stream = c.stream offset 0) f));
  end if;
  if cardinality(d_tenant) > 0 then
    delete from event_store.timers where ctid = any (array(
      select f.place from unnest(d_tenant, d_category, d_stream, d_purpose, d_subject) d(tenant, category, stream, purpose, subject)
      cross join lateral (
        select t.ctid as place from event_store.timers t
        where t.tenant = d.tenant and t.category = d.category and t.stream = d.stream and t.purpose = d.purpose and t.subject = d.subject
        offset 0) f));
  end if;
  insert into event_store.timers (category, partition, tenant, stream, purpose, subject, set_by, due)
    select * from unnest(t_category, t_partition, t_tenant, t_stream, t_purpose, t_subject, t_set_by, t_due)
    on conflict (tenant, category, stream, purpose, subject) do update set set_by = excluded.set_by, due = excluded.due;
end $$`;

// The placeholders of a workflow that could not even be begun say nothing but that it is there.
const markBroken = `
create function event_store.mark_broken(text[], text[], int4[], int8[], int8[], timestamptz[])
returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.workflows
    (tenant, stream, partition, seq, version, title, status, tags, open_steps, completed_steps, failed_attempts, open_gates, started_at,
     updated_at, broken)
    select n.tenant, n.stream, n.partition, n.seq, n.version, n.stream, 'running', '{}', 0, 0, 0, 0, n.time, n.time, true
    from unnest($1, $2, $3, $4, $5, $6) n(tenant, stream, partition, seq, version, time)
    on conflict (tenant, stream) do update set
      broken = true, seq = excluded.seq, version = excluded.version, updated_at = excluded.updated_at;
end $$`;

export const viewFunctions = [keepWorkflows, keepSteps, keepApprovals, keepTimers, markBroken];
