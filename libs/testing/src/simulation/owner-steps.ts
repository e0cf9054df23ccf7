import { hearsEnough, type OwnerEffect, type OwnerInput } from '@skein/log';
import { boundedCursor, lookUp } from './database.ts';
import { assign, commitOffset, committable, crash, give, revoke, tell } from './owner-node.ts';
import type { OwnerNode, Step, World } from './world.ts';

/** Everything that can happen at an owner, in its faults included. */
export function ownerSteps(world: World, node: OwnerNode): Step[] {
  const { name } = node;
  const step = (kind: string, what: string, run: () => void): Step => ({ kind, story: `${name} ${what}`, run });
  const crashes = step('crash', 'crashes', () => crash(node));
  if (node.frozen) return [step('wake', 'wakes up', () => void (node.frozen = false)), crashes];
  const steps = [
    ...node.asked.map((one) => step('ask', `has ${one.name} looked at`, () => lookAt(world, node, one))),
    ...node.asked.flatMap(({ name: what, effect }) =>
      effect.kind === 'look-up' ? step('look-up-fails', `gets no answer to ${what}`, () => failLookUp(world, node, effect)) : [],
    ),
    ...node.mail.map((one) => step('tell', `is told ${one.name}`, () => deliver(world, node, one))),
    step('freeze', 'freezes', () => void (node.frozen = true)),
    crashes,
  ];
  if (!node.assigned) return [...steps, step('assign', 'is assigned the partition', () => assign(world, node))];
  steps.push(step('revoke', 'loses the partition', () => revoke(world, node)));
  if (node.wantsCursor || node.cursorRead !== world.database.cursor.nextOffset) {
    steps.push(step('cursor', 'reads the cursor', () => readCursor(world, node)));
  }
  if (node.position < world.topic.length) steps.push(step('take', 'takes a command from the topic', () => take(world, node)));
  const commit = committable(node);
  if (commit !== undefined && commit > world.committed) steps.push(step('commit', 'commits its offset', () => commitOffset(world, node)));
  return steps;
}

/** The answer is of this moment; it may arrive much later. */
function lookAt(world: World, node: OwnerNode, asked: OwnerNode['asked'][number]): void {
  node.asked = node.asked.filter((one) => one !== asked);
  node.mail.push({ name: `the answer to ${asked.name}`, input: answerTo(world, asked.effect) });
}

function failLookUp(world: World, node: OwnerNode, effect: Extract<OwnerEffect, { kind: 'look-up' }>): void {
  node.asked = node.asked.filter((one) => one.effect !== effect);
  tell(world, node, { kind: 'lookup-failed', incarnation: effect.incarnation, lookup: effect.lookup });
}

function answerTo({ database, log }: World, effect: OwnerNode['asked'][number]['effect']): OwnerInput {
  const { incarnation } = effect;
  if (effect.kind === 'ask-end-offset') return { kind: 'end-offset', incarnation, offset: log.length };
  if (effect.kind === 'read-record') {
    return { kind: 'record-at', incarnation, hash: database.records[effect.seq - 1]?.hash, cursor: database.cursor };
  }
  const { lookup, commands, streams } = effect;
  return { kind: 'looked-up', incarnation, lookup, ...lookUp(database, commands, streams) };
}

function deliver(world: World, node: OwnerNode, mail: OwnerNode['mail'][number]): void {
  node.mail = node.mail.filter((one) => one !== mail);
  tell(world, node, mail.input);
}

function readCursor(world: World, node: OwnerNode): void {
  const cursor = boundedCursor(world.database);
  node.wantsCursor = false;
  node.cursorRead = cursor.nextOffset;
  const { seq } = cursor;
  tell(world, node, hearsEnough(node.state, seq) ? { kind: 'stored', seq } : { kind: 'cursor', cursor });
}

function take(world: World, node: OwnerNode): void {
  const offset = node.position++;
  give(world, node, [{ given: world.topic[offset]!, offset, wait: 'logged' }]);
}
