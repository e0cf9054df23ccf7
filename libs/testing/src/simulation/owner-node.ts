import { initialOwner, OffsetLedger, stepOwner, type OwnerEffect, type OwnerInput, type Outcome } from '@skein/log';
import { isDeepStrictEqual } from 'node:util';
import { atTheDoor, resultKey, TENANT, type GivenCommand } from './given-command.ts';
import { dropProducer, send } from './partition.ts';
import { turnsDecider } from './turns.decider.ts';
import { named, Violation, type OwnerNode, type Taken, type World } from './world.ts';

/** Small, so that every limit is met often. */
const limits = { group: 3, bytes: 3000, lookup: 2, unstored: 5, streams: 1, ids: 8, attempts: 2 };

export const ownerNode = (name: string): OwnerNode => ({
  name,
  state: initialOwner('memory', 0, limits),
  assigned: false,
  frozen: false,
  producer: undefined,
  asked: [],
  mail: [],
  cursorRead: -1,
  wantsCursor: false,
  position: 0,
  taken: [],
  firstRef: 0,
  counters: {},
});

export function tell(world: World, node: OwnerNode, input: OwnerInput): void {
  for (const effect of stepOwner(node.state, input, world.now, turnsDecider).effects) run(world, node, effect);
}

export function give(
  world: World,
  node: OwnerNode,
  given: readonly (Omit<Taken, 'answer' | 'settled'> & { wait: 'logged' | 'stored' })[],
): void {
  const commands = given.map(({ wait, ...one }) => {
    const ref = node.taken.push({ ...one, answer: 'open', settled: false }) - 1;
    return atTheDoor(one.given, ref, { wait });
  });
  tell(world, node, { kind: 'commands', commands });
}

/** Everything in memory is gone; its callers see a broken connection. */
export function crash(node: OwnerNode): void {
  node.state = initialOwner('memory', 0, limits);
  node.assigned = false;
  node.asked = [];
  node.mail = [];
  node.producer = undefined;
  for (const taken of node.taken) if (taken.answer === 'open') taken.answer = 'lost';
  node.firstRef = node.taken.length;
}

export function assign(world: World, node: OwnerNode): void {
  node.assigned = true;
  node.cursorRead = -1;
  node.position = world.committed;
  tell(world, node, { kind: 'assigned' });
}

export function revoke(world: World, node: OwnerNode): void {
  tell(world, node, { kind: 'revoked' });
  const forgotten = node.taken.findIndex(({ answer }) => answer === 'open');
  if (forgotten >= 0) throw new Violation(`${node.name} hands over and forgets ${node.taken[forgotten]!.given.id}`);
  node.assigned = false;
  node.firstRef = node.taken.length;
}

export function committable({ taken, firstRef }: OwnerNode): number | undefined {
  const ledger = new OffsetLedger();
  for (const { offset, settled } of taken.slice(firstRef)) {
    if (offset === undefined) continue;
    ledger.taken(offset);
    if (settled) ledger.settled(offset);
  }
  return ledger.committable();
}

/** Commits what the ledger allows: every command before it must have its outcome. */
export function commitOffset(world: World, node: OwnerNode): void {
  world.committed = committable(node) ?? world.committed;
  world.topic.slice(0, world.committed).forEach((given) => {
    const refused = world.owners.some(({ taken }) => taken.some((one) => one.given === given && one.answer === 'refused'));
    if (!refused && !outcomeIn(world, given)) throw new Violation(`${given.id} was passed over in the commands topic`);
  });
}

const outcomeIn = ({ audit }: World, { id, stream = 's1' }: GivenCommand) => audit.outcomes.get(resultKey(TENANT, stream, id));

function run(world: World, node: OwnerNode, effect: OwnerEffect): void {
  switch (effect.kind) {
    case 'ask-end-offset':
    case 'look-up':
    case 'read-record':
      node.asked.push({ name: named(node, effect.kind), effect });
      return;
    case 'await-cursor':
      node.wantsCursor = true;
      return;
    case 'append':
      return send(
        world,
        node,
        effect.incarnation,
        effect.attempt,
        effect.records.map(({ value }) => value),
      );
    case 'drop-producer':
      return dropProducer(world, node);
    case 'answer':
      mustBeTrue(world, node, effect.ref, effect.outcome, effect.durable);
      return close(node, effect.ref, effect.outcome);
    case 'refuse':
      mustBeRefusable(world, node, effect);
      return close(node, effect.ref, 'refused');
    case 'settled':
      node.taken[effect.ref]!.settled = true;
      return;
    case 'hand-over':
      for (const ref of effect.refs) close(node, ref, 'handed-over');
      for (const { ref, outcome } of effect.awaitingStore) {
        mustBeTrue(world, node, ref, outcome, 'logged');
        close(node, ref, 'handed-over');
      }
      return;
    case 'dead-letter':
      return;
    case 'park':
      throw new Violation(`${node.name} parks: ${effect.detail}`);
  }
}

function close(node: OwnerNode, ref: number, answer: Taken['answer']): void {
  const taken = node.taken[ref]!;
  if (taken.answer !== 'open') throw new Violation(`${taken.given.id} is answered twice`);
  taken.answer = answer;
}

function mustBeTrue(world: World, { taken }: OwnerNode, ref: number, outcome: Outcome, durable: 'logged' | 'stored'): void {
  const { given } = taken[ref]!;
  const found = outcomeIn(world, given);
  if (!found) throw new Violation(`${given.id} is answered ${durable}, and is not in the log`);
  if (found.hash !== atTheDoor(given, ref).hash) throw new Violation(`${given.id} is answered with the outcome of another command`);
  if (!isDeepStrictEqual(found.outcome, outcome)) throw new Violation(`${given.id} is answered with another outcome than the log has`);
  if (durable === 'stored' && world.database.reached < outcome.lastSeq) throw new Violation(`${given.id} is answered stored too early`);
}

/** Refused for good: nothing of it may be in the log, unless its id was used for something else. */
function mustBeRefusable(world: World, node: OwnerNode, { ref, code }: Extract<OwnerEffect, { kind: 'refuse' }>): void {
  const { given } = node.taken[ref]!;
  const found = outcomeIn(world, given);
  const reused = found && found.hash !== atTheDoor(given, ref).hash;
  if (code === 'command.key-reused' && !reused) throw new Violation(`${given.id} is refused as reused, and was not used for anything else`);
  if (code !== 'command.key-reused' && found) throw new Violation(`${given.id} is refused, and is in the log`);
}
