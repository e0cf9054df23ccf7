import { parameters, rowsOf, wordsOf } from './rows-of.ts';
import { STORE_ROLE } from './store-schema.ts';

/** What a workflow has used up, the signals that it received, and where its gates go when nobody decides. */
const columns = [
  `alter table event_store.workflows
     add column signals int4 not null default 0,
     add column input_tokens int8 not null default 0,
     add column output_tokens int8 not null default 0,
     add column cost_micro_usd int8 not null default 0`,
  `alter table event_store.approvals
     add column escalates_at timestamptz,
     add column escalates_to text[],
     add column escalated_at timestamptz`,
];

const MOST = Number.MAX_SAFE_INTEGER;

// Completed steps have reported usage before it was counted. The table's policy lets its writer change rows, not its owner.
const usageOfBefore = [
  `set local role ${STORE_ROLE}`,
  `update event_store.workflows w
     set input_tokens = least(u.input, ${MOST}), output_tokens = least(u.output, ${MOST}), cost_micro_usd = least(u.cost, ${MOST})
     from (
       select c.tenant, c.stream, coalesce(sum((c.usage ->> 'inputTokens')::numeric), 0) as input,
         coalesce(sum((c.usage ->> 'outputTokens')::numeric), 0) as output, coalesce(sum((c.usage ->> 'costMicroUsd')::numeric), 0) as cost
       from (
         select r.tenant, r.stream, r.value::json -> 'data' -> 'usage' as usage from event_store.records r
         where r.category = 'workflow' and r.type = 'dev.skein.workflow.step-completed.v1') c
       where c.usage is not null group by c.tenant, c.stream) u
     where w.tenant = u.tenant and w.stream = u.stream`,
  `reset role`,
];

export const keepWorkflows = `
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

const countWorkflows = [
  `drop function event_store.keep_workflows(
     text[], text[], int4[], int8[], int8[], text[], text[], text[], text[], int4[], int4[], int4[], int4[], timestamptz[],
     timestamptz[], timestamptz[], timestamptz[])`,
  keepWorkflows,
];

const keepApprovals = [
  `drop function event_store.keep_approvals(
     text[], text[], text[], text[], text[], text[], text[], int4[], text[], text[], text[], timestamptz[], timestamptz[], timestamptz[])`,
  `create function event_store.keep_approvals(
     text[], text[], text[], text[], text[], text[], text[], int4[], text[], text[], text[], timestamptz[], timestamptz[],
     timestamptz[], timestamptz[], text[], timestamptz[]
   ) returns void language plpgsql set plan_cache_mode = force_generic_plan set jit = off as $$
   begin
     insert into event_store.approvals
       (tenant, stream, gate, title, detail, risk, roles, quorum, voters, status, requested_by, requested_at, expires_at, closed_at,
        escalates_at, escalates_to, escalated_at)
       select n.tenant, n.stream, n.gate, n.title, n.detail, n.risk, string_to_array(n.roles, ' '), n.quorum,
         string_to_array(n.voters, ' '), n.status, n.requested_by, n.requested_at, n.expires_at, n.closed_at, n.escalates_at,
         string_to_array(n.escalates_to, ' '), n.escalated_at
       from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         n(tenant, stream, gate, title, detail, risk, roles, quorum, voters, status, requested_by, requested_at, expires_at, closed_at,
           escalates_at, escalates_to, escalated_at)
       on conflict (tenant, stream, gate) do update set
         roles = excluded.roles, voters = excluded.voters, status = excluded.status, expires_at = excluded.expires_at,
         closed_at = excluded.closed_at, escalates_at = excluded.escalates_at, escalates_to = excluded.escalates_to,
         escalated_at = excluded.escalated_at;
   end $$`,
];

const surface = [
  `create or replace view event_store.workflow_approvals with (security_invoker = true) as
     select a.tenant, a.stream as workflow, a.gate, a.title, a.detail, a.risk, a.roles, a.quorum, a.voters, a.status, a.requested_by,
       a.requested_at, a.expires_at, a.closed_at, a.escalates_at, a.escalates_to, a.escalated_at
     from event_store.approvals a`,
];

export const usageAndEscalations = [...columns, ...usageOfBefore, ...countWorkflows, ...keepApprovals, ...surface];
