import { AppendTurns, keyOf, StartThread, type Fact } from '@skein/contracts';
import { commandHash, type Command } from '@skein/log';

/** A command as a caller would give it. */
export interface GivenCommand {
  id: string;
  stream?: string;
  fact: Fact;
  expectedVersion?: number;
}

export const TENANT = 'acme';

/** Names a command among those of all streams. */
export const resultKey = (tenant: string, stream: string, id: string): string => `${keyOf(tenant, stream)}\n${id}`;

/** A UUIDv7; those of higher numbers are younger. */
export const timedId = (number: number): string => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** The greatest UUIDv7 among ids, as a store would keep it. */
export const newestOf = (ids: readonly string[]): string => ids.filter((id) => id[14] === '7').reduce((a, b) => (a > b ? a : b), '');

/** Appends one turn per text. */
export const append = (...texts: string[]): Fact => AppendTurns({ turns: texts.map((content) => ({ role: 'user', content })) });
export const start = (title: string): Fact => StartThread({ title });

const hashes = new WeakMap<GivenCommand, string>();

function hashOf(given: GivenCommand): string {
  const { stream = 's1', fact, expectedVersion } = given;
  const hash = hashes.get(given) ?? commandHash({ ...fact, stream, expectedVersion });
  hashes.set(given, hash);
  return hash;
}

/** The command as the door hands it to an owner. */
export function atTheDoor(given: GivenCommand, ref: number, more: Partial<Command> = {}): Command {
  const { id, stream = 's1', expectedVersion } = given;
  const { type, data } = given.fact;
  const hash = hashOf(given);
  const actor = { subject: 'ann', roles: [] };
  return {
    ref,
    tenant: TENANT,
    stream,
    key: keyOf(TENANT, stream),
    id,
    type,
    data,
    hash,
    expectedVersion,
    actor,
    correlationId: id,
    wait: 'stored',
    ...more,
  };
}
