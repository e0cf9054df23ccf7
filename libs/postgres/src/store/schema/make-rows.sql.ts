import { parameters, rowsOf, wordsOf } from './rows-of.ts';

// As keep_steps and keep_snapshots, where nothing can be in the way.
const makeSteps = `
create or replace function event_store.make_steps(
  text[], text[], text[], int4[], text[], text[], text[], text[], int4[], int4[], int4[], text[], timestamptz[], text[], int8[],
  timestamptz[]
) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.steps
    (tenant, stream, step, partition, title, capability, agent, status, attempt, fence, priority, held_by, lease_until, depends_on,
     scheduled_by, updated_at)
    select ${rowsOf(...parameters(1, 13))}, ${wordsOf('$14')}, ${rowsOf('$15', '$16')};
end $$`;

const makeSnapshots = `
create function event_store.make_snapshots(text[], text[], text[], int4[], int8[], timestamptz[], text[], int4[])
returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
begin
  insert into event_store.snapshots (tenant, category, stream, reducer_version, version, time, state, bytes)
    select ${rowsOf(...parameters(1, 8))};
end $$`;

/** Write rows of streams that have none, as after {@link clearFunctions}. */
export const makeFunctions = [makeSteps, makeSnapshots];
