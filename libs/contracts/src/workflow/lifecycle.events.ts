import { z } from 'zod';
import { event, type EventOf } from '../core/definition.ts';
import { Json, StepId, StreamId, Tag } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';

export const WorkflowStarted = event('workflow.workflow-started', 1, {
  title: Line,
  goal: Prose.optional(),
  input: Json.optional(),
  tags: z.array(Tag),
  parent: StreamId.optional(),
  ttlMs: z.int().min(0),
});
export const WorkflowCompleted = event('workflow.workflow-completed', 1, {});
export const WorkflowFailed = event('workflow.workflow-failed', 1, { step: StepId, message: Prose });
/** A failed workflow goes on; the steps that run again follow, each with its event. */
export const WorkflowReopened = event('workflow.workflow-reopened', 1, { from: StepId, reason: Line.optional() });
export const WorkflowPaused = event('workflow.workflow-paused', 1, { reason: Line.optional() });
export const WorkflowResumed = event('workflow.workflow-resumed', 1, { reason: Line.optional() });
export const WorkflowCancelled = event('workflow.workflow-cancelled', 1, { reason: Line.optional() });
export const WorkflowExpired = event('workflow.workflow-expired', 1, { idleMs: z.int().min(0) });
export const Annotated = event('workflow.annotated', 1, { text: Prose, about: z.uuid().optional() });

export type LifecycleEvent = EventOf<
  | typeof WorkflowStarted
  | typeof WorkflowCompleted
  | typeof WorkflowFailed
  | typeof WorkflowReopened
  | typeof WorkflowPaused
  | typeof WorkflowResumed
  | typeof WorkflowCancelled
  | typeof WorkflowExpired
  | typeof Annotated
>;
