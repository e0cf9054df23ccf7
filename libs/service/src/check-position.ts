import { parsePosition, SkeinError, type Position } from '@skein/contracts';

/** Reads a position that a caller waits for. Throws `request.invalid` when there is no such partition: nobody would ever reach it. */
export function checkPosition(token: string, partitions: number): Position {
  const position = parsePosition(token);
  if (position.partition < partitions) return position;
  const text = `There is no partition ${position.partition}: the log has ${partitions}, counted from 0. Send a position that was answered here.`;
  throw new SkeinError('request.invalid', text, { position: token, partitions });
}
