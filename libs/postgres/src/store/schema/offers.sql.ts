import { pinnedPlans } from './pinned-plans.ts';

// Values of single rows are read by sub-selects, which stay what they are: a join the planner could turn round, and read all running
// workflows to find the few steps. Each capability is read in the order of its index, so that a long queue costs no more than a short one.
const offerSteps = `
create function event_store.offer_steps(
  a_kind int4[], a_tenant text[], a_subject text[], a_capabilities text[], a_workflow text[], a_wanted int4[], a_ms int4[]
) returns table (ask int4, stream text, step text, lapses_in int8) language plpgsql ${pinnedPlans} set enable_bitmapscan = off as $$
declare
  a record;
  made int;
  anything boolean := false;
  told_at timestamptz;
  exhausted int4[] := '{}';
begin
  -- One call after another: a step that is passed over because another call is just about to offer it would wake nobody afterwards.
  perform pg_advisory_xact_lock(hashtextextended('event_store.offers', 0));
  for a in
    select * from unnest(a_kind, a_tenant, a_subject, a_capabilities, a_workflow, a_wanted, a_ms)
      with ordinality o(kind, tenant, subject, capabilities, workflow, wanted, ms, place) order by o.place
  loop
    continue when a.kind = any (exhausted);
    return query
      with runnable as materialized (
        select r.stream, r.step, r.attempt, r.priority, r.updated_at
        from unnest(string_to_array(a.capabilities, ' ')) c(capability)
        cross join lateral (
          select s.stream, s.step, s.attempt, s.priority, s.updated_at from event_store.steps s
          where s.tenant = a.tenant and s.capability = c.capability and s.status = 'ready'
            and (s.agent is null or s.agent = a.subject) and (a.workflow is null or s.stream = a.workflow)
            and (select w.status from event_store.workflows w where w.tenant = s.tenant and w.stream = s.stream) = 'running'
            and coalesce((
              select o.until from event_store.offers o
              where o.tenant = s.tenant and o.stream = s.stream and o.step = s.step and o.attempt = s.attempt), '-infinity') <= clock_timestamp()
          order by s.priority desc, s.updated_at limit a.wanted) r
        order by r.priority desc, r.updated_at limit a.wanted),
      offered as (
        insert into event_store.offers as o (tenant, stream, step, attempt, until)
          select a.tenant, r.stream, r.step, r.attempt, clock_timestamp() + a.ms * interval '1 ms' from runnable r
          on conflict on constraint offers_pkey do update set until = excluded.until, attempt = excluded.attempt
            where o.until <= clock_timestamp() or o.attempt <> excluded.attempt
          returning o.stream, o.step)
      select a.place::int4, o.stream, o.step, null::int8
      from offered o join runnable r on r.stream = o.stream and r.step = o.step order by r.priority desc, r.updated_at;
    get diagnostics made = row_count;
    anything := anything or made > 0;
    if made < a.wanted then
      exhausted := exhausted || a.kind;
    end if;
  end loop;
  told_at := clock_timestamp(); -- the function itself is no key for an index
  if anything then
    delete from event_store.offers o where o.until < told_at - interval '1 minute';
  end if;
  return query
    select 0, null::text, null::text, ceil(extract(epoch from o.until - told_at) * 1000)::int8
    from event_store.offers o where o.until > told_at order by o.until limit 1;
end $$`;

/** Read as the tenant's reader, whose rows they must be. */
const offeredSteps = `
create function event_store.offered_steps(of_tenant text, o_stream text[], o_step text[])
returns table (
  stream text, step text, title text, capability text, attempt int4, priority int4, partition int4, seq int8, value text
) language plpgsql stable ${pinnedPlans} as $$
begin
  return query
    select o.stream, o.step, s.title, s.capability, s.attempt, s.priority, w.partition, w.seq, r.value
    from unnest(o_stream, o_step) with ordinality o(stream, step, n)
    cross join lateral (
      select * from event_store.steps s where s.tenant = of_tenant and s.stream = o.stream and s.step = o.step offset 0) s
    cross join lateral (
      select w.partition, w.seq from event_store.workflows w where w.tenant = of_tenant and w.stream = o.stream offset 0) w
    cross join lateral (
      select r.value from event_store.records r
      where r.tenant = of_tenant and r.category = 'workflow' and r.stream = o.stream and r.version = s.scheduled_by offset 0) r
    order by o.n;
end $$`;

export const offerFunctions = [offerSteps, offeredSteps];
