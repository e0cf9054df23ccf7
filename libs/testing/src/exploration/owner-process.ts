import { initialOwner, stepOwner, type OwnerEffect, type OwnerInput, type OwnerState } from '@skein/log';
import { atTheDoor } from '../simulation/given-command.ts';
import { turnsDecider } from '../simulation/turns.decider.ts';
import { mustBeFinal, mustBeRefusable, mustBeTrue, mustKnowTheHistory, mustNotGoOn } from './answers.ts';
import { copyOwner } from './copy-owner.ts';
import { isInUse } from './in-use.ts';
import { dropProducer, sendNext } from './requests.ts';
import { partitionsOf, type Scenario } from './scenario.ts';
import { replaced, Violation, type Asked, type Owned, type OwnerProcess, type World } from './world.ts';

const NOON = Date.parse('2026-01-15T12:00:00.000Z');

const ownedUnit = (scenario: Scenario, partition: number): Owned => ({
  state: initialOwner('memory', partition, scenario.limits),
  assigned: false,
  asked: [],
  mail: [],
  cursorRead: -1,
  wantsCursor: false,
});

export function ownerProcess(scenario: Scenario, name: string): OwnerProcess {
  const partitions = Array.from({ length: partitionsOf(scenario) }, (_, index) => index);
  const units = partitions.map((partition) => ownedUnit(scenario, partition));
  return { name, units, lane: [], producer: undefined, sequences: partitions.map(() => 0) };
}

/** The process to be changed by the step that asked for it. */
export function processToChange(world: World, who: number): OwnerProcess {
  const old = world.owners[who]!;
  const units = old.units.map((one) => ({ ...one, asked: one.asked.slice(), mail: one.mail.slice() }));
  const process = { ...old, units };
  world.owners = replaced(world.owners, who, process);
  return process;
}

export function tell(world: World, who: number, partition: number, input: OwnerInput, process = processToChange(world, who)): void {
  const owned = process.units[partition]!;
  const before = owned.state;
  const effects = step(world, owned, input);
  if (isHeard(before, input)) mustNotGoOn(before, input, owned.state);
  for (const effect of effects) run(world, who, process, owned, effect);
  if (owned.state.unit.head !== before.unit.head) mustKnowTheHistory(world, partition, owned.state);
  forgetUnheard(owned);
}

/** With a clock that moves, a decision makes bytes that nobody has made before. */
function step(world: World, owned: Owned, input: OwnerInput): OwnerEffect[] {
  const { state } = owned;
  for (let tick = 0; ; tick++) {
    owned.state = copyOwner(state);
    const { effects } = stepOwner(owned.state, input, NOON + tick, turnsDecider);
    const { batch } = owned.state;
    const isNew = batch && batch.records[0]!.hash !== state.batch?.records[0]?.hash;
    if (world.scenario.clock === 'stands' || !isNew || !isInUse(world, batch)) return effects;
  }
}

function run(world: World, who: number, process: OwnerProcess, owned: Owned, effect: OwnerEffect): void {
  const { partition } = owned.state;
  switch (effect.kind) {
    case 'ask-end-offset':
    case 'look-up':
    case 'read-record':
      owned.asked.push(effect);
      return;
    case 'await-cursor':
      owned.wantsCursor = true;
      return;
    case 'append': {
      const { incarnation, attempt, alone, records } = effect;
      process.lane = [...process.lane, { partition, incarnation, attempt, alone, sequence: 0, values: records.map(({ value }) => value) }];
      return sendNext(world, who, process);
    }
    case 'drop-producer':
      dropProducer(world, who, process);
      return sendNext(world, who, process);
    case 'answer':
      mustBeTrue(world, partition, effect.ref, effect.outcome, effect.durable);
      return close(world, process, effect.ref);
    case 'refuse':
      mustBeRefusable(world, partition, effect);
      return close(world, process, effect.ref);
    case 'settled':
      // Told together with an answer or a refusal, or while the caller goes on waiting for the store.
      if (world.waitingAt[effect.ref] === process.name) mustBeFinal(world, partition, effect.ref);
      return;
    case 'hand-over':
      for (const { ref, outcome } of effect.awaitingStore) mustBeTrue(world, partition, ref, outcome, 'logged');
      for (const ref of [...effect.refs, ...effect.awaitingStore.map((one) => one.ref)]) close(world, process, ref);
      return;
    case 'dead-letter':
      return;
    case 'park':
      if (world.formerly.length === 0) throw new Violation(`${process.name} parks, and nothing is wrong: ${effect.detail}`);
  }
}

function close(world: World, { name }: OwnerProcess, ref: number): void {
  if (world.waitingAt[ref] !== name) throw new Violation(`${world.scenario.calls[ref]!.given.id} is answered twice`);
  world.waitingAt = replaced(world.waitingAt, ref, '');
}

/** Answers that the machine ignores because they belong to an older unit, lookup or attempt are not kept. */
function forgetUnheard(owned: Owned): void {
  const { state } = owned;
  owned.asked = owned.asked.filter((one) => isHeard(state, one));
  owned.mail = owned.mail.filter((one) => isHeard(state, one));
}

export function isHeard({ incarnation, lookup, batch }: OwnerState, one: Asked | OwnerInput): boolean {
  if ('incarnation' in one && one.incarnation !== incarnation) return false;
  if ('lookup' in one) return one.lookup === lookup?.id;
  return !('attempt' in one) || one.attempt === batch?.attempt;
}

export function give(world: World, who: number, partition: number): void {
  const ref = world.given;
  const { given, wait } = world.scenario.calls[ref]!;
  world.given += 1;
  world.waitingAt = [...world.waitingAt, world.owners[who]!.name];
  tell(world, who, partition, { kind: 'commands', commands: [atTheDoor(given, ref, { wait })] });
}

export function assign(world: World, who: number, partition: number): void {
  const process = processToChange(world, who);
  Object.assign(process.units[partition]!, { assigned: true, cursorRead: -1, wantsCursor: false });
  tell(world, who, partition, { kind: 'assigned' }, process);
}

export function revoke(world: World, who: number, partition: number): void {
  const process = processToChange(world, who);
  tell(world, who, partition, { kind: 'revoked' }, process);
  process.units[partition]!.assigned = false;
  const forgotten = world.waitingAt.findIndex((at, ref) => at === process.name && partition === partitionOfCall(world, ref));
  if (forgotten >= 0) throw new Violation(`${process.name} hands over and forgets ${world.scenario.calls[forgotten]!.given.id}`);
}

const partitionOfCall = ({ scenario }: World, ref: number) => scenario.places[scenario.calls[ref]!.given.stream ?? 's1'] ?? 0;

/** Everything in memory is gone; its callers see a broken connection. What it has sent goes its way. */
export function crash(world: World, who: number): void {
  const { name } = world.owners[who]!;
  world.owners = replaced(world.owners, who, ownerProcess(world.scenario, name));
  world.requests = world.requests.map((one) => (one.owner === who ? { ...one, awaited: false } : one));
  world.waitingAt = world.waitingAt.map((at) => (at === name ? '' : at));
}
