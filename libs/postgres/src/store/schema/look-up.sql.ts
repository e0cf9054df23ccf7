import { pinnedPlans } from './pinned-plans.ts';

/** What a row of `event_store.look_up_several` is. */
export const lookUpKind = { cursor: 0, result: 1, snapshot: 2, tail: 3 } as const;

// "offset 0" keeps the planner from turning the loop round: on tables that were not analysed yet it would read all results of the
// tenant, and compare each with what is looked up.
const resultOf = (category: string, command: string) =>
  `(select k.partition, k.command_hash, k.first_seq, k.last_seq from event_store.command_results k
    where k.tenant = ${command}.tenant and k.category = ${category} and k.stream = ${command}.stream and k.command_id = ${command}.id offset 0)`;
const recordsOf = (category: string) =>
  `(select r.seq, r.time, r.value from event_store.records r
    where r.category = ${category} and r.partition = k.partition and r.seq between k.first_seq and k.last_seq offset 0)`;

const findResults = `
create function event_store.find_results(c_category text[], c_tenant text[], c_stream text[], c_id text[])
returns table (n int4, partition int4, hash text, value text) language plpgsql stable ${pinnedPlans} as $$
begin
  return query
    select c.n::int4, k.partition, encode(k.command_hash, 'hex'), r.value
    from unnest(c_category, c_tenant, c_stream, c_id) with ordinality c(category, tenant, stream, id, n)
    cross join lateral ${resultOf('c.category', 'c')} k
    cross join lateral ${recordsOf('c.category')} r
    order by c.n, r.seq;
end $$`;

export const lookUpFunctions = [findResults];

// Stable: all of it is read from the snapshot of the one statement that calls it. `of` are the partitions asked for, each command and stream
// names its one by number.
const lookUpSeveral = `
create function event_store.look_up_several(
  of_category text[], of_partition int4[], of_reducer int4[],
  c_of int4[], c_tenant text[], c_stream text[], c_id text[], s_of int4[], s_tenant text[], s_stream text[]
) returns table (kind int4, n int4, x int8, at timestamptz, hash text, value text) language plpgsql stable ${pinnedPlans} as $$
begin
  return query
    select ${lookUpKind.cursor}, o.n::int4, c.seq, null::timestamptz, c.head, null::text
    from unnest(of_category, of_partition) with ordinality o(category, partition, n)
    cross join lateral (
      select u.seq, u.head from event_store.cursors u where u.category = o.category and u.partition = o.partition offset 0) c;
  return query
    select ${lookUpKind.result}, c.n::int4, r.seq, r.time, encode(k.command_hash, 'hex'), r.value
    from unnest(c_of, c_tenant, c_stream, c_id) with ordinality c(place, tenant, stream, id, n)
    cross join lateral ${resultOf('of_category[c.place]', 'c')} k
    cross join lateral ${recordsOf('of_category[c.place]')} r
    order by c.n, r.seq;
  if cardinality(s_of) = 0 then
    return;
  end if;
  return query
    with newest as materialized (
      select s.tenant, s.stream, of_category[s.place] as category, s.n::int4 as n, p.version, p.time, p.state
      from unnest(s_of, s_tenant, s_stream) with ordinality s(place, tenant, stream, n)
      left join lateral (
        select o.version, o.time, o.state from event_store.snapshots o
        where o.tenant = s.tenant and o.category = of_category[s.place] and o.stream = s.stream
          and o.reducer_version = of_reducer[s.place]
        order by o.version desc limit 1) p on true)
    select ${lookUpKind.snapshot}, w.n, w.version, w.time, null, w.state from newest w where w.version is not null
    union all
    (select ${lookUpKind.tail}, w.n, r.version, r.time, null, r.value
     from newest w cross join lateral (
       select e.version, e.time, e.value from event_store.records e
       where e.tenant = w.tenant and e.category = w.category and e.stream = w.stream and e.version > coalesce(w.version, 0)
       offset 0) r
     order by w.n, r.version);
end $$`;

/** Stores of before keep `look_up`, which asks for one partition: programs that are being replaced still call it. */
export const lookUpSeveralPartitions = [lookUpSeveral];
