import { READER_ROLE } from '../../access/roles.ts';

// security_invoker: row-level security holds for whoever asks, not for the owner of the view.
const view = (name: string, query: string) => [
  `create view event_store.${name} with (security_invoker = true) as ${query}`,
  `grant select on event_store.${name} to ${READER_ROLE}`,
];

/** For people with a database client: set role skein_reader, set skein.tenant, and ask. */
export const sqlSurface = [
  ...view(
    'workflow_events',
    `select r.tenant, r.stream as workflow, r.version, r.type, r.time, r.value::jsonb ->> 'actor' as actor, r.command_id,
       r.value::jsonb ->> 'causationid' as causation_id, r.value::jsonb ->> 'correlationid' as correlation_id,
       r.value::jsonb ->> 'id' as id, r.value::jsonb -> 'data' as payload, r.partition, r.seq, encode(r.hash, 'hex') as hash
     from event_store.records r where r.category = 'workflow' and r.version is not null`,
  ),
  ...view(
    'workflow_snapshots',
    `select s.tenant, s.stream as workflow, s.reducer_version, s.version, s.time, s.bytes, s.state::jsonb as state
     from event_store.snapshots s where s.category = 'workflow'`,
  ),
  ...view(
    'workflow_ttl',
    `select w.tenant, w.stream as workflow, w.title, w.status, w.updated_at, w.expires_at, w.expires_at - now() as remaining
     from event_store.workflows w where w.expires_at is not null`,
  ),
  ...view(
    'workflow_chains',
    `with recursive chain as (
       select w.tenant, w.stream as root, w.stream as workflow, w.parent, 0 as depth from event_store.workflows w where w.parent is null
       union all
       select w.tenant, c.root, w.stream, w.parent, c.depth + 1
       from chain c join event_store.workflows w on w.tenant = c.tenant and w.parent = c.workflow where c.depth < 100)
     select c.tenant, c.root, c.workflow, c.parent, c.depth, w.title, w.status
     from chain c join event_store.workflows w on w.tenant = c.tenant and w.stream = c.workflow`,
  ),
  ...view(
    'workflow_approvals',
    `select a.tenant, a.stream as workflow, a.gate, a.title, a.detail, a.risk, a.roles, a.quorum, a.voters, a.status, a.requested_by,
       a.requested_at, a.expires_at, a.closed_at
     from event_store.approvals a`,
  ),
];
