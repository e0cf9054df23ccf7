import type { Outcome, OwnerEffect, OwnerInput, OwnerState } from '@skein/log';
import { isDeepStrictEqual } from 'node:util';
import { atTheDoor, resultKey, TENANT } from '../simulation/given-command.ts';
import { atHead } from './log-node.ts';
import { Violation, type World } from './world.ts';

const commandOf = ({ scenario }: World, ref: number) => atTheDoor(scenario.calls[ref]!.given, ref);

/** What the log says of the call. */
function found(world: World, partition: number, ref: number) {
  const { stream, id } = commandOf(world, ref);
  return world.logs[partition]!.reading.outcomes.get(resultKey(TENANT, stream, id));
}

/** No caller is answered falsely: the outcome is the log's, and stored when it is said to be. */
export function mustBeTrue(world: World, partition: number, ref: number, outcome: Outcome, durable: 'logged' | 'stored'): void {
  const { id, hash } = commandOf(world, ref);
  if (durable === 'stored' && world.database.partitions[partition]!.reached < outcome.lastSeq)
    throw new Violation(`${id} is answered stored, and is not in the store`);
  if (hasLost(world)) return;
  const logged = found(world, partition, ref);
  if (!logged) throw new Violation(`${id} is answered ${durable}, and is not in the log`);
  if (!isDeepStrictEqual(logged.outcome, outcome)) throw new Violation(`${id} is answered with another outcome than the log has`);
  if (logged.hash !== hash) throw new Violation(`${id} is answered with the outcome of another command`);
}

/**
 * A topic that has lost acknowledged records and grown again is no measure any more: what the store has read and what stands there
 * now are two histories. Whoever can see it must park, and what is answered stored must be stored.
 */
const hasLost = ({ formerly }: World) => formerly.length > 0;

/** The topic is shorter than this owner knows it to be. */
export function mustNotGoOn(before: OwnerState, input: OwnerInput, after: OwnerState): void {
  const shrunk =
    (input.kind === 'end-offset' && before.phase === 'asking-end' && input.offset < before.endAtLeast) ||
    (input.kind === 'appended' && before.phase === 'ready' && input.offset <= before.unit.last);
  if (shrunk && after.parkedBecause !== 'log.truncated') throw new Violation('an owner goes on with a topic that has lost its end');
}

export function mustBeFinal(world: World, partition: number, ref: number): void {
  if (!found(world, partition, ref) && !hasLost(world))
    throw new Violation(`${commandOf(world, ref).id} counts as settled, and is not in the log`);
}

/** Refused for good: nothing of it may be in the log, unless its id was used for something else. */
export function mustBeRefusable(world: World, partition: number, { ref, code }: Extract<OwnerEffect, { kind: 'refuse' }>): void {
  const { id, hash } = commandOf(world, ref);
  if (hasLost(world)) return;
  const logged = found(world, partition, ref);
  const reused = logged && logged.hash !== hash;
  if (code === 'command.key-reused' && !reused) throw new Violation(`${id} is refused as reused, and was not used for anything else`);
  if (code !== 'command.key-reused' && logged) throw new Violation(`${id} is refused, and is in the log`);
}

/** The head is one that the log has had, and the states in memory are those that a replay up to there gives (G6). */
export function mustKnowTheHistory(world: World, partition: number, { phase, unit }: OwnerState): void {
  if (phase !== 'ready' || world.formerly.length > 0) return;
  const then = atHead(world.logs[partition]!, unit.head)?.reading;
  if (!then) throw new Violation(`an owner goes on behind seq ${unit.seq}, which is not in the log`);
  for (const [key, { folded }] of unit.streams) {
    const replayed = then.streams.get(key);
    if (replayed ? !isDeepStrictEqual(folded, replayed) : folded.version > 0)
      throw new Violation(`an owner keeps ${key} at version ${folded.version}, which is not what a replay gives`);
  }
}
