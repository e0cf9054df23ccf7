import { z } from 'zod';
import { command } from '../core/definition.ts';
import { Json, StepId, StreamId, Tag } from '../core/primitives.ts';
import { Line, Prose } from '../core/text.ts';
import { StepPlan } from './step-plan.ts';

/** Ends abandoned work: the default for `ttlMs`. */
export const DEFAULT_TTL_MS = 24 * 60 * 60 * 1000;
export const MAX_DEPTH = 20;

export const StartWorkflow = command('workflow.start-workflow', {
  title: Line,
  goal: Prose.optional(),
  input: Json.optional(),
  tags: z.array(Tag).max(20).default([]),
  /** The workflow that this one is a part of. */
  parent: StreamId.optional(),
  /** Slides on every event; 0 = never. Stands still while a person is being waited for. */
  ttlMs: z
    .int()
    .min(0)
    .max(366 * 86_400_000)
    .default(DEFAULT_TTL_MS),
  steps: z.array(StepPlan).max(100).default([]),
});
export const PauseWorkflow = command('workflow.pause', { reason: Line.optional() });
export const ResumeWorkflow = command('workflow.resume', { reason: Line.optional() });
export const CancelWorkflow = command('workflow.cancel', { reason: Line.optional() });
/**
 * Takes a failed workflow up again. What was not completed runs again; a completed `step` runs again too, with every step that depends on it,
 * directly or not. Other completed steps keep their results. Gates that nobody had decided are open again.
 */
export const RetryFrom = command('workflow.retry-from', { step: StepId, reason: Line.optional() });
export const Annotate = command('workflow.annotate', { text: Prose, about: z.uuid().optional() });
