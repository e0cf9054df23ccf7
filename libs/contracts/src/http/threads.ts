import { z } from 'zod';
import { Instant, StreamId } from '../core/primitives.ts';
import { AppendTurns, StartThread } from '../memory/thread.commands.ts';
import { Turn } from '../memory/turn.ts';
import { Paging, ReadAfter } from './paging.ts';

export const StartThreadRequest = StartThread.schema.extend({ id: StreamId.optional() }).meta({ id: 'StartThreadRequest' });
export type StartThreadRequest = z.input<typeof StartThreadRequest>;
export const AppendTurnsRequest = AppendTurns.schema;
export type AppendTurnsRequest = z.input<typeof AppendTurnsRequest>;

export const ThreadView = z
  .object({ id: StreamId, title: z.string(), workflow: StreamId.optional(), turns: z.int(), createdAt: Instant, updatedAt: Instant })
  .meta({ id: 'ThreadView' });
export type ThreadView = z.infer<typeof ThreadView>;

export const TurnView = Turn.extend({ number: z.int(), actor: z.string(), time: Instant }).meta({ id: 'TurnView' });
export type TurnView = z.infer<typeof TurnView>;

export const ThreadsQuery = z.strictObject({ ...Paging, ...ReadAfter, workflow: StreamId.optional() });
export type ThreadsQuery = z.input<typeof ThreadsQuery>;
export const TurnsQuery = z.strictObject({
  ...ReadAfter,
  from: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type TurnsQuery = z.input<typeof TurnsQuery>;

/** Asks for as much of a thread as fits into `tokens`. */
export const ContextRequest = z
  .strictObject({
    tokens: z.int().min(1).max(2_000_000),
    /** The model whose tokens are meant; unknown or missing: a stated conservative estimate. */
    model: z.string().max(200).optional(),
    /** Older turns that fit this come in beside the newest. */
    query: z.string().max(10_000).optional(),
  })
  .meta({ id: 'ContextRequest' });
export type ContextRequest = z.input<typeof ContextRequest>;

/** Never over budget; oldest first; `gap` tells how many turns were left out before the turn. */
export const ContextView = z
  .object({
    thread: StreamId,
    budget: z.int(),
    tokens: z.int(),
    counter: z.string(),
    turns: z.array(TurnView.extend({ gap: z.int().optional(), tokens: z.int(), because: z.enum(['recent', 'relevant']) })),
    left: z.object({ turns: z.int(), tokens: z.int(), why: z.string() }),
  })
  .meta({ id: 'ContextView' });
export type ContextView = z.infer<typeof ContextView>;
