import type { CheckedCommand } from '../door/checked-command.ts';

/** The value of the dead letter of a command that its owner has read: as it would be sent over HTTP, with every condition it came with. */
export const letterOfCommand = ({ id, type, stream, expectedVersion, causationId, correlationId, given }: CheckedCommand): string =>
  JSON.stringify({ id, type, stream, expectedVersion, causationId, correlationId, data: given });
