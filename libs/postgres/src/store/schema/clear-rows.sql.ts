import { pinnedPlans } from './pinned-plans.ts';

// By place and not by a join, as in keep_timers.
const cleared = (table: string, more = '') => `
  delete from event_store.${table} where ctid = any (array(
    select f.place from unnest(c_tenant, c_stream) c(tenant, stream)
    cross join lateral (
      select t.ctid as place from event_store.${table} t
      where t.tenant = c.tenant and t.stream = c.stream ${more} offset 0) f));`;

const ofCategory = 'and t.category = of_category';

const clearViews = `
create function event_store.clear_views(of_category text, c_tenant text[], c_stream text[]) returns void language plpgsql ${pinnedPlans} as $$
begin
  if of_category = 'workflow' then
    ${['workflows', 'steps', 'approvals'].map((table) => cleared(table)).join('')}
  end if;
  ${cleared('timers', ofCategory)}
end $$`;

const clearSnapshots = `
create function event_store.clear_snapshots(of_category text, c_tenant text[], c_stream text[]) returns void language plpgsql ${pinnedPlans} as $$
begin
  ${cleared('snapshots', ofCategory)}
end $$`;

// As keep_steps, where nothing can be in the way: looking for what is costs a third more.
const makeSteps = `
create function event_store.make_steps(
  text[], text[], text[], int4[], text[], text[], text[], text[], int4[], int4[], int4[], text[], timestamptz[], text[], int8[],
  timestamptz[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.steps
    (tenant, stream, step, partition, title, capability, agent, status, attempt, fence, priority, held_by, lease_until, depends_on,
     scheduled_by, updated_at)
    select n.tenant, n.stream, n.step, n.partition, n.title, n.capability, n.agent, n.status, n.attempt, n.fence, n.priority, n.held_by,
      n.lease_until, string_to_array(n.depends_on, ' '), n.scheduled_by, n.updated_at
    from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
      n(tenant, stream, step, partition, title, capability, agent, status, attempt, fence, priority, held_by, lease_until, depends_on,
        scheduled_by, updated_at);
end $$`;

/** Remove what was made of streams, so that it can be made anew. */
export const clearFunctions = [clearViews, clearSnapshots, makeSteps];
