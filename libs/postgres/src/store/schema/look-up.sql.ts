import { pinnedPlans } from './pinned-plans.ts';

/** What a row of `event_store.look_up` is. */
export const lookUpKind = { cursor: 0, result: 1, snapshot: 2, tail: 3 } as const;

// Stable: all of it is read from the snapshot of the one statement that calls it.
const lookUp = `
create function event_store.look_up(
  of_category text, of_partition int4, of_reducer int4,
  c_tenant text[], c_stream text[], c_id text[], s_tenant text[], s_stream text[]
) returns table (kind int4, n int4, x int8, at timestamptz, hash text, value text) language plpgsql stable ${pinnedPlans} as $$
begin
  return query
    select ${lookUpKind.cursor}, 0, c.seq, null::timestamptz, c.head, null::text
    from event_store.cursors c where c.category = of_category and c.partition = of_partition;
  return query
    select ${lookUpKind.result}, c.n::int4, r.seq, r.time, encode(k.command_hash, 'hex'), r.value
    from unnest(c_tenant, c_stream, c_id) with ordinality c(tenant, stream, id, n)
    join event_store.command_results k
      on k.tenant = c.tenant and k.category = of_category and k.stream = c.stream and k.command_id = c.id
    join event_store.records r on r.category = of_category and r.partition = k.partition and r.seq between k.first_seq and k.last_seq
    order by c.n, r.seq;
  return query
    with newest as materialized (
      select s.tenant, s.stream, s.n::int4 as n, p.version, p.time, p.state
      from unnest(s_tenant, s_stream) with ordinality s(tenant, stream, n)
      left join lateral (
        select o.version, o.time, o.state from event_store.snapshots o
        where o.tenant = s.tenant and o.category = of_category and o.stream = s.stream and o.reducer_version = of_reducer
        order by o.version desc limit 1) p on true)
    select ${lookUpKind.snapshot}, w.n, w.version, w.time, null, w.state from newest w where w.version is not null
    union all
    (select ${lookUpKind.tail}, w.n, r.version, r.time, null, r.value
     from newest w cross join lateral (
       select e.version, e.time, e.value from event_store.records e
       where e.tenant = w.tenant and e.category = of_category and e.stream = w.stream and e.version > coalesce(w.version, 0)) r
     order by w.n, r.version);
end $$`;

const findResults = `
create function event_store.find_results(c_category text[], c_tenant text[], c_stream text[], c_id text[])
returns table (n int4, partition int4, hash text, value text) language plpgsql stable ${pinnedPlans} as $$
begin
  return query
    select c.n::int4, k.partition, encode(k.command_hash, 'hex'), r.value
    from unnest(c_category, c_tenant, c_stream, c_id) with ordinality c(category, tenant, stream, id, n)
    join event_store.command_results k
      on k.tenant = c.tenant and k.category = c.category and k.stream = c.stream and k.command_id = c.id
    join event_store.records r on r.category = k.category and r.partition = k.partition and r.seq between k.first_seq and k.last_seq
    order by c.n, r.seq;
end $$`;

export const lookUpFunctions = [lookUp, findResults];
