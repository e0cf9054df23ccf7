/**
 * Settings of functions that work by key on tables that grow fast: plans that the planner makes while a table is small or not analysed yet
 * would read it whole a minute later.
 */
export const pinnedPlans = `set plan_cache_mode = force_generic_plan
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off`;
