import { z } from 'zod';
import { text } from '../core/text.ts';
import { CommandId, Json, StreamId } from '../core/primitives.ts';
import { PositionToken } from '../log/position.ts';
import { Problem } from './problem.ts';

/** How durable an answer must be before it is given. */
export const Wait = z.enum(['accepted', 'logged', 'stored']).meta({ id: 'Wait' });
export type Wait = z.infer<typeof Wait>;

export const MAX_COMMANDS_PER_REQUEST = 500;

/** One command as callers send it. Without `stream` it starts one whose id follows from the command's id. */
export const CommandRequest = z
  .strictObject({
    id: CommandId.optional(),
    type: z.string().max(100),
    stream: StreamId.optional(),
    expectedVersion: z.int().min(0).optional(),
    causationId: text(128).optional(),
    correlationId: text(128).optional(),
    data: Json,
  })
  .meta({ id: 'CommandRequest' });
export type CommandRequest = z.infer<typeof CommandRequest>;

export const CommandsRequest = z
  .strictObject({ commands: z.array(CommandRequest).min(1).max(MAX_COMMANDS_PER_REQUEST) })
  .meta({ id: 'CommandsRequest' });
export type CommandsRequest = z.infer<typeof CommandsRequest>;

/** An event that a command made; `answer` repeats the few fields of its data that a caller needs at once. */
export const MadeEvent = z
  .object({ id: z.uuid(), type: z.string(), version: z.int(), answer: z.record(z.string(), Json).optional() })
  .meta({ id: 'MadeEvent' });
export type MadeEvent = z.infer<typeof MadeEvent>;

/**
 * The answer to one command. `applied`: it made events. `unchanged`: there was nothing to do. `rejected`: see `problem`.
 * `pending`: it is in the commands topic and will be decided once; look at `/v1/workflows/{stream}/commands/{commandId}`.
 * `failed`: it was not taken (`problem` says why) or its outcome is unknown; send it again with the same id.
 */
export const CommandResult = z
  .object({
    commandId: z.string(),
    stream: z.string(),
    status: z.enum(['applied', 'unchanged', 'rejected', 'pending', 'failed']),
    /** How durable the outcome is known to be. */
    durable: Wait.optional(),
    /** The stream's version after the command. */
    version: z.int().optional(),
    position: PositionToken.optional(),
    events: z.array(MadeEvent).optional(),
    problem: Problem.optional(),
  })
  .meta({ id: 'CommandResult' });
export type CommandResult = z.infer<typeof CommandResult>;

export const CommandsResponse = z.object({ results: z.array(CommandResult) }).meta({ id: 'CommandsResponse' });
export type CommandsResponse = z.infer<typeof CommandsResponse>;
