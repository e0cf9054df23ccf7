import { z } from 'zod';
import { Capability, Json, StreamId } from '../core/primitives.ts';
import { PositionToken } from '../log/position.ts';

/** Asks for runnable steps. Waits up to `waitMs` for one; offers a step to one poller at a time, for `offerMs`. */
export const PollRequest = z
  .strictObject({
    capabilities: z.array(Capability).min(1).max(50),
    max: z.int().min(1).max(100).default(1),
    waitMs: z.int().min(0).max(60_000).default(20_000),
    offerMs: z.int().min(500).max(60_000).default(5_000),
    /** Only steps of this workflow. */
    workflow: StreamId.optional(),
  })
  .meta({ id: 'PollRequest' });
export type PollRequest = z.input<typeof PollRequest>;

/** A step to claim. An offer is no promise: ClaimStep decides. */
export const TaskOffer = z
  .object({
    workflow: StreamId,
    step: z.string(),
    title: z.string().optional(),
    capability: Capability,
    attempt: z.int(),
    input: Json.optional(),
    priority: z.int(),
    position: PositionToken,
  })
  .meta({ id: 'TaskOffer' });
export type TaskOffer = z.infer<typeof TaskOffer>;

export const PollResponse = z.object({ tasks: z.array(TaskOffer) }).meta({ id: 'PollResponse' });
export type PollResponse = z.infer<typeof PollResponse>;
