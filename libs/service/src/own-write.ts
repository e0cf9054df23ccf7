import { CommandId, PositionToken, SkeinError, StreamId, type CommandResult } from '@skein/contracts';
import { z } from 'zod';
import type { Projection } from './projection.ts';

/** What is known of a write that the read model does not show yet: read `id` with `minPosition`. Without a position it is still to be decided. */
export const Taken = z.object({ id: StreamId, commandId: CommandId, position: PositionToken.optional() }).meta({ id: 'Taken' });
export type Taken = z.infer<typeof Taken>;

/** An HTTP reply, as far as the answer to a write needs it. */
export interface WriteReply {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
}

/**
 * Whether the read model shows, within `waitMs`, what the command did. Never rejects because it is late: the write has happened then, or
 * will be decided, and an error would invite a second one. Tells a known position in the header `skein-position`.
 */
export async function isShown(
  { position }: CommandResult,
  { projection, waitMs, reply }: { projection: Pick<Projection<unknown>, 'reach'>; waitMs: number; reply: WriteReply },
): Promise<boolean> {
  if (position === undefined) return false;
  reply.header('skein-position', position);
  try {
    await projection.reach(position, waitMs);
    return true;
  } catch (error) {
    if (error instanceof SkeinError && error.code === 'read.position-not-reached') return false;
    throw error;
  }
}

/** The answer to a write that cannot be shown yet, with status 202. */
export function taken({ stream: id, commandId, position }: CommandResult, reply: WriteReply): Taken {
  reply.status(202);
  return { id, commandId, position };
}
