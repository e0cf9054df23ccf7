import type { StreamDecider } from '@skein/contracts';
import { decidedIds, isNewId } from './decided-ids.ts';
import { decideGroup } from './owner.deciding.ts';
import { askForRecord, dropInFlight, onAppended, onDoubt, onRecordAt, onRefused, park, startAgain } from './owner.finality.ts';
import type { OwnerEffect, OwnerInput, StoreCursor } from './owner.inputs.ts';
import { throwUnitAway, type Command, type OwnerState, type Unit } from './owner.state.ts';

/**
 * One step of the owner of one partition (docs/architecture.md, "The owner"). Pure and synchronous: no clock, no promises; `now` is
 * the shell's time in milliseconds. The state given is changed in place and belongs to the machine; copy it first
 * (`structuredClone`) to keep an older one.
 */
export function stepOwner(
  state: OwnerState,
  input: OwnerInput,
  now: number,
  decider: StreamDecider,
): { state: OwnerState; effects: OwnerEffect[] } {
  const effects = handle(state, input);
  if (state.phase === 'ready') effects.push(...advance(state, decider, now));
  return { state, effects };
}

function handle(state: OwnerState, input: OwnerInput): OwnerEffect[] {
  if ('incarnation' in input && input.incarnation !== state.incarnation) return [];
  switch (input.kind) {
    case 'assigned':
      return startAgain(state);
    case 'end-offset':
      if (state.phase !== 'asking-end') return [];
      if (input.offset < state.endAtLeast)
        return park(state, `the topic ends at offset ${input.offset}; the store has read up to ${state.endAtLeast}`);
      state.phase = 'awaiting-cursor';
      state.endOffset = input.offset;
      return [{ kind: 'await-cursor', past: input.offset - 1 }];
    case 'cursor':
      return onCursor(state, input.cursor);
    case 'stored':
      return hearsEnough(state, input.seq) ? release(state, input.seq) : [];
    case 'commands':
      state.waiting.push(...input.commands);
      return [];
    case 'looked-up':
      return onLookedUp(state, input);
    case 'lookup-failed':
      if (state.lookup?.id !== input.lookup) return [];
      state.waiting = [...state.lookup.commands, ...state.waiting];
      state.lookup = undefined;
      return [];
    case 'appended':
      return onAppended(state, input);
    case 'doubt':
      return onDoubt(state, input);
    case 'refused':
      return onRefused(state, input);
    case 'record-at':
      return onRecordAt(state, input);
    case 'revoked':
      return onRevoked(state);
  }
}

/**
 * Whether an owner that is told that the store has everything up to `seq` need not read the cursor: it only answers who waits for the store. One
 * that takes over, or whose batch landed where it did not expect it, must know where the store has read to; and a store that tells less than it
 * told before has gone back.
 */
export const hearsEnough = ({ phase, storedSeq }: OwnerState, seq: number): boolean => phase === 'ready' && seq >= storedSeq;

function onCursor(state: OwnerState, cursor: StoreCursor): OwnerEffect[] {
  if (state.phase === 'parked') return [];
  state.cursorSeen = Math.max(state.cursorSeen, cursor.nextOffset);
  const effects = release(state, cursor.seq);
  if (state.phase === 'awaiting-cursor') {
    if (cursor.nextOffset < state.endOffset) return effects;
    if (cursor.nextOffset > state.endOffset) {
      // Either somebody wrote since the end was asked for, or Kafka has lost what the store has read: asking again tells.
      return [...effects, ...startAgain(state)];
    }
    takeUnit(state, cursor);
    return effects;
  }
  if (state.phase === 'ready' && cursor.seq < state.unit.floor) return [...effects, ...startAgain(state)];
  return [...effects, ...askForRecord(state, cursor.nextOffset)];
}

/** From empty, at the store's cursor: nothing of an earlier incarnation is kept. */
function takeUnit(state: OwnerState, { head, seq, nextOffset, newestId }: StoreCursor): void {
  const ids = decidedIds(newestId, state.limits.ids);
  state.unit = { head, seq, last: nextOffset - 1, floor: seq, streams: new Map(), results: [], ids };
  state.phase = 'ready';
}

/** The store has everything up to `seq`: answers those who waited for that, and drops what need not be remembered here. */
function release(state: OwnerState, seq: number): OwnerEffect[] {
  const { unit, limits } = state;
  state.storedSeq = seq;
  const effects: OwnerEffect[] = [];
  const waiting: OwnerState['unstored'] = [];
  for (const one of state.unstored) {
    if (one.outcome.lastSeq <= seq) effects.push({ kind: 'answer', ref: one.ref, durable: 'stored', outcome: one.outcome });
    else waiting.push(one);
  }
  state.unstored = waiting;
  // What was or is being looked up stays usable: raising the floor above it would only make it be asked for again.
  const usable = Math.min(seq, state.ready[0]?.at ?? seq, state.lookup?.storedSeq ?? seq);
  releaseResults(unit, usable);
  trimStreams(unit, limits.streams, usable);
  return effects;
}

function releaseResults(unit: Unit, usable: number): void {
  const stored = unit.results.filter(({ lastSeq }) => lastSeq <= usable);
  if (stored.length === 0) return;
  unit.floor = Math.max(unit.floor, stored.at(-1)!.lastSeq);
  unit.results = unit.results.slice(stored.length);
}

/** The first that came goes first, but one that was used again has a second chance at the end. (The clock algorithm: Corbató 1968.) */
function trimStreams(unit: Unit, limit: number, usable: number): void {
  for (const [key, { usedAgain, ...stream }] of unit.streams) {
    if (unit.streams.size <= limit) return;
    if (stream.lastSeq > usable) continue;
    unit.streams.delete(key);
    if (usedAgain) unit.streams.set(key, stream);
    else unit.floor = Math.max(unit.floor, stream.lastSeq);
  }
}

function onLookedUp(state: OwnerState, input: Extract<OwnerInput, { kind: 'looked-up' }>): OwnerEffect[] {
  const { lookup } = state;
  if (!lookup || lookup.id !== input.lookup) return [];
  if (input.at < lookup.floor) return startAgain(state); // the store has gone back behind what it told before
  const results = Map.groupBy(input.results, ({ id }) => id);
  state.lookup = undefined;
  // An id that was known to be new was not asked for, so what was decided since then must not count as looked up.
  const at = Math.min(input.at, lookup.seq);
  for (const command of lookup.commands) {
    const stored = results.get(command.id)?.find(({ key }) => key === command.key);
    state.ready.push({ command, at, stored, stream: input.streams.get(command.key) });
  }
  return [];
}

function onRevoked(state: OwnerState): OwnerEffect[] {
  const drop = dropInFlight(state);
  throwUnitAway(state);
  const refs = state.waiting.map((command) => command.ref);
  const awaitingStore = state.unstored.map(({ ref, outcome }) => ({ ref, outcome }));
  state.waiting = [];
  state.unstored = [];
  return [...drop, { kind: 'hand-over', refs, awaitingStore }];
}

function advance(state: OwnerState, decider: StreamDecider, now: number): OwnerEffect[] {
  const effects: OwnerEffect[] = [];
  takeNew(state);
  while (mayDecide(state) && state.ready.length > 0) {
    effects.push(...decideGroup(state, decider, now));
    takeNew(state);
  }
  if (!state.lookup && state.waiting.length > 0 && state.ready.length < state.limits.group) effects.push(lookUp(state));
  return effects;
}

const mayDecide = ({ batch, unit, storedSeq, limits }: OwnerState): boolean => !batch && unit.seq - storedSeq <= limits.unstored;

/** Commands that need no look-up, as long as none before them does: all keep their order. */
function takeNew(state: OwnerState): void {
  const { unit, waiting, ready, limits } = state;
  if (state.lookup) return;
  let taken = 0;
  for (const command of waiting) {
    if (ready.length >= limits.group || !hasStream(state, command.key) || mustBeAskedFor(unit, command)) break;
    ready.push({ command, at: unit.seq });
    taken += 1;
  }
  waiting.splice(0, taken);
}

const hasStream = ({ unit, batch }: OwnerState, key: string) => unit.streams.has(key) || (batch?.streams.has(key) ?? false);

/** One that was set aside would be refused for good: somebody else may have decided it. */
const mustBeAskedFor = ({ ids }: Unit, { id, setAside }: Command) => setAside === true || !isNewId(ids, id);

function lookUp(state: OwnerState): OwnerEffect {
  const { unit, incarnation, limits } = state;
  const commands = state.waiting.splice(0, limits.lookup);
  const id = state.nextLookup++;
  state.lookup = { id, floor: unit.floor, storedSeq: state.storedSeq, seq: unit.seq, commands };
  const streams = new Map<string, { tenant: string; stream: string }>();
  for (const { tenant, stream, key } of commands) {
    if (!hasStream(state, key)) streams.set(key, { tenant, stream });
  }
  return {
    kind: 'look-up',
    incarnation,
    lookup: id,
    commands: commands.filter((one) => mustBeAskedFor(unit, one)).map(({ tenant, stream, id }) => ({ tenant, stream, id })),
    streams: [...streams.values()],
  };
}
