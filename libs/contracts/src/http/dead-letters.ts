import { z } from 'zod';
import { Category } from '../core/primitives.ts';
import { CommandResult } from './commands.ts';
import { Paging } from './paging.ts';

/** A command that could not be read or decided, set aside for people. */
export const DeadLetterView = z
  .object({
    id: z.int(),
    category: Category,
    partition: z.int(),
    /** Where it is in the commands topic; absent: it came by HTTP. */
    offset: z.int().optional(),
    tenant: z.string().optional(),
    stream: z.string().optional(),
    commandId: z.string().optional(),
    code: z.string(),
    error: z.string(),
    createdAt: z.iso.datetime(),
    /** Set when an operator has sent it again: when, who, as which command, and what became of it. */
    retried: z.object({ at: z.iso.datetime(), by: z.string(), commandId: z.string(), status: z.string() }).optional(),
  })
  .meta({ id: 'DeadLetterView' });
export type DeadLetterView = z.infer<typeof DeadLetterView>;

/** With the command as it came. */
export const DeadLetterDetail = DeadLetterView.extend({ value: z.string() }).meta({ id: 'DeadLetterDetail' });
export type DeadLetterDetail = z.infer<typeof DeadLetterDetail>;

/** What became of a dead letter that was sent again. */
export const DeadLetterRetry = z.object({ letter: DeadLetterView, result: CommandResult }).meta({ id: 'DeadLetterRetry' });
export type DeadLetterRetry = z.infer<typeof DeadLetterRetry>;

/** Newest first; `open`: only those that nobody has sent again. */
export const DeadLettersQuery = z.strictObject({ ...Paging, open: z.stringbool().default(false) });
export type DeadLettersQuery = z.input<typeof DeadLettersQuery>;
