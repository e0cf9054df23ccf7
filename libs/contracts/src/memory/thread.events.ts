import { z } from 'zod';
import { event, type EventOf } from '../core/definition.ts';
import { StreamId } from '../core/primitives.ts';
import { Line } from '../core/text.ts';
import { Turn } from './turn.ts';

export const ThreadStarted = event('memory.thread-started', 1, { title: Line, workflow: StreamId.optional() });
/** `first` is the number of the first of these turns; turns of a thread count from 1 without a hole. */
export const TurnsAppended = event('memory.turns-appended', 1, { first: z.int().min(1), turns: z.array(Turn).min(1) }, ['first']);

export type ThreadEvent = EventOf<typeof ThreadStarted | typeof TurnsAppended>;
