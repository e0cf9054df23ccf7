import { AppendTurns, StartThread, type Fact } from '@skein/contracts';
import { commandHash, type Command } from '@skein/log';

/** A command as a caller would give it. */
export interface GivenCommand {
  id: string;
  stream?: string;
  fact: Fact;
  expectedVersion?: number;
}

export const TENANT = 'acme';

/** Appends one turn per text. */
export const append = (...texts: string[]): Fact => AppendTurns({ turns: texts.map((content) => ({ role: 'user', content })) });
export const start = (title: string): Fact => StartThread({ title });

/** The command as the door hands it to an owner. */
export function atTheDoor({ id, stream = 's1', fact, expectedVersion }: GivenCommand, ref: number, more: Partial<Command> = {}): Command {
  const { type, data } = fact;
  const hash = commandHash({ type, stream, expectedVersion, data });
  const actor = { subject: 'ann', roles: [] };
  return { ref, tenant: TENANT, stream, id, type, data, hash, expectedVersion, actor, correlationId: id, wait: 'stored', ...more };
}
