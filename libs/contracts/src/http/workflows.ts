import { z } from 'zod';
import { Category, Instant, Json, Role, Sha256, StreamId, Tag } from '../core/primitives.ts';
import { PositionToken } from '../log/position.ts';
import { Risk } from '../workflow/approval.commands.ts';
import { UsageTotals } from '../workflow/usage.ts';
import { GateStatus, StepStatus, WorkflowStatus } from '../workflow/status.ts';
import { Paging, ReadAfter } from './paging.ts';

export const WorkflowsQuery = z.strictObject({
  ...Paging,
  ...ReadAfter,
  status: WorkflowStatus.optional(),
  tag: Tag.optional(),
  parent: StreamId.optional(),
  /** Part of the title. */
  text: z.string().min(1).max(200).optional(),
});
export type WorkflowsQuery = z.input<typeof WorkflowsQuery>;

export const StepView = z
  .object({
    workflow: StreamId,
    step: z.string(),
    title: z.string().optional(),
    capability: z.string(),
    agent: z.string().optional(),
    status: StepStatus,
    attempt: z.int(),
    fence: z.int(),
    priority: z.int(),
    heldBy: z.string().optional(),
    leaseUntil: Instant.optional(),
    dependsOn: z.array(z.string()),
    updatedAt: Instant,
  })
  .meta({ id: 'StepView' });
export type StepView = z.infer<typeof StepView>;

/** Status, counters and the open steps; `/steps` pages through all of them. */
export const WorkflowView = z
  .object({
    id: StreamId,
    title: z.string(),
    status: WorkflowStatus,
    tags: z.array(Tag),
    parent: StreamId.optional(),
    version: z.int(),
    openSteps: z.int(),
    completedSteps: z.int(),
    failedAttempts: z.int(),
    openGates: z.int(),
    /** How many were received. */
    signals: z.int(),
    /** Of completed steps and of what was recorded beside them. */
    usage: UsageTotals,
    startedAt: Instant,
    updatedAt: Instant,
    closedAt: Instant.optional(),
    expiresAt: Instant.optional(),
    position: PositionToken,
    /** The rows of this workflow could not be kept; its history is whole. */
    broken: z.boolean().optional(),
    steps: z.array(StepView).optional(),
  })
  .meta({ id: 'WorkflowView' });
export type WorkflowView = z.infer<typeof WorkflowView>;

export const ApprovalView = z
  .object({
    workflow: StreamId,
    gate: z.string(),
    title: z.string(),
    detail: z.string().optional(),
    risk: Risk,
    roles: z.array(Role),
    quorum: z.int(),
    voters: z.array(z.string()),
    /** How many votes are still needed while it is open, else 0. */
    votesNeeded: z.int(),
    status: GateStatus,
    requestedBy: z.string(),
    requestedAt: Instant,
    expiresAt: Instant.optional(),
    /** When it goes to `escalatesTo` if nobody has decided it. */
    escalatesAt: Instant.optional(),
    escalatesTo: z.array(Role).optional(),
    /** When it last went to the roles that it has. */
    escalatedAt: Instant.optional(),
    closedAt: Instant.optional(),
  })
  .meta({ id: 'ApprovalView' });
export type ApprovalView = z.infer<typeof ApprovalView>;

export const ApprovalsQuery = z.strictObject({ ...Paging, ...ReadAfter, status: GateStatus.optional(), workflow: StreamId.optional() });
export type ApprovalsQuery = z.input<typeof ApprovalsQuery>;

/** Who or what used something up, and how much. */
const UsageShare = UsageTotals.extend({ name: z.string() }).meta({ id: 'UsageShare' });

/** The usage of a workflow, from its history. What names no model or step is in `total` and in no share of that kind. */
export const UsageReport = z
  .object({ total: UsageTotals, byAgent: z.array(UsageShare), byModel: z.array(UsageShare), byStep: z.array(UsageShare) })
  .meta({ id: 'UsageReport' });
export type UsageReport = z.infer<typeof UsageReport>;

/** One event as readers get it. `type` is the short name (`workflow.step-claimed`), `hash` the SHA-256 of the record as sent. */
export const StoredEvent = z
  .object({
    id: z.uuid(),
    category: Category,
    stream: StreamId,
    type: z.string(),
    version: z.int(),
    position: PositionToken,
    time: Instant,
    actor: z.string(),
    commandId: z.string(),
    causationId: z.string().optional(),
    correlationId: z.string(),
    data: Json,
    hash: Sha256,
  })
  .meta({ id: 'StoredEvent' });
export type StoredEvent = z.infer<typeof StoredEvent>;

export const EventsQuery = z.strictObject({
  ...ReadAfter,
  type: z.string().max(100).optional(),
  /** First version wanted. */
  from: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type EventsQuery = z.input<typeof EventsQuery>;

/** A line for people about one event. */
export const TimelineEntry = z
  .object({ version: z.int(), time: Instant, type: z.string(), actor: z.string(), text: z.string(), sinceStartMs: z.int() })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof TimelineEntry>;
