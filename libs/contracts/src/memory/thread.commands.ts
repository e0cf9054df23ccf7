import { z } from 'zod';
import { command } from '../core/definition.ts';
import { StreamId } from '../core/primitives.ts';
import { Line } from '../core/text.ts';
import { Turn } from './turn.ts';

export const MAX_TURNS_PER_THREAD = 10_000;

export const StartThread = command('memory.start-thread', { title: Line, workflow: StreamId.optional() });
export const AppendTurns = command('memory.append-turns', { turns: z.array(Turn).min(1).max(100) });
