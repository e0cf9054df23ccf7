import { keyOf, type StreamDecider } from '@skein/contracts';
import type { FoldedStream } from '../record/fold.ts';
import { outcomeOf } from '../record/outcome.ts';
import { isNewId, noteDecided } from './decided-ids.ts';
import { decideCommand, textOf, type Decided } from './owner.decision.ts';
import type { OwnerEffect } from './owner.inputs.ts';
import { finalOf, type Batch, type Command, type KnownResult, type OwnerState } from './owner.state.ts';

/**
 * Takes what is ready and decides it one by one, each on the state that the one before it left. What was looked up below the
 * floor is not used but looked up again.
 */
export function decideGroup(state: OwnerState, decider: StreamDecider, now: number): OwnerEffect[] {
  const effects: OwnerEffect[] = [];
  const batch: Batch = { attempt: 1, records: [], commands: [], streams: new Map(), repeats: [] };
  let bytes = 0;
  let taken = 0;
  for (const ready of state.ready) {
    if (batch.commands.length >= state.groupLimit || bytes >= state.limits.bytes) break;
    const { command } = ready;
    const before = isNewId(state.unit.ids, command.id) ? undefined : madeBefore(state, batch, command);
    const cached = batch.streams.get(command.key) ?? state.unit.streams.get(command.key);
    if (before) effects.push(...before);
    else if (ready.at < state.unit.floor || !(ready.stream ?? cached)) {
      lookUpAgain(state, taken);
      break;
    } else if (ready.stored) effects.push(...answerStored(command, ready.stored));
    else {
      const made = tryToDecide(state, batch, command, cached?.folded ?? ready.stream!, decider, now);
      if ('effects' in made) effects.push(...made.effects);
      // Opens the next batch instead: its records must be linked to what comes before it there.
      else if (bytes + made.bytes > state.limits.bytes && batch.commands.length > 0) break;
      else {
        bytes += made.bytes;
        addToBatch(batch, command, made);
        noteDecided(state.unit.ids, command.id);
      }
    }
    taken += 1;
  }
  state.ready.splice(0, taken);
  if (batch.records.length > 0) {
    state.batch = batch;
    effects.push(appendEffect(state, batch));
  }
  return effects;
}

/** What follows when the command repeats another one of this batch, which both wait for, or one whose outcome is final. */
function madeBefore(state: OwnerState, batch: Batch, command: Command): OwnerEffect[] | undefined {
  const twin = batch.commands.find(({ result }) => result.id === command.id && result.key === command.key);
  if (twin) {
    batch.repeats.push({ command, of: twin.result });
    return [];
  }
  const final = finalOf(state.unit, command);
  return final && answerRepeat(state, command, final);
}

/** All that follows goes with it, so that commands of one stream keep their order. */
function lookUpAgain(state: OwnerState, from: number): void {
  const stale = state.ready.splice(from).map((one) => one.command);
  state.waiting = [...stale, ...(state.lookup?.commands ?? []), ...state.waiting];
  state.lookup = undefined;
}

function tryToDecide(state: OwnerState, batch: Batch, command: Command, stream: FoldedStream, decider: StreamDecider, now: number) {
  const last = batch.records.at(-1);
  const head = last ? { head: last.hash, seq: last.record.seq } : { head: state.unit.head, seq: state.unit.seq };
  try {
    return decideCommand(decider, command, { partition: state.partition, head, stream, now, bytes: state.limits.bytes });
  } catch (error) {
    return { effects: refuse(command, 'command.failed', true, { error: textOf(error) }) };
  }
}

function addToBatch(batch: Batch, command: Command, { records, stream, error }: Decided): void {
  const { key, id, hash } = command;
  const outcome = outcomeOf(records.map((one) => one.record));
  batch.records.push(...records);
  batch.streams.set(key, { folded: stream, lastSeq: outcome.lastSeq });
  batch.commands.push({ command, result: { key, id, hash, outcome }, error });
}

export function appendEffect(state: OwnerState, { attempt, records }: Batch): OwnerEffect {
  const sent = records.map(({ record, value }) => ({ key: keyOf(record.tenant, record.subject), value }));
  return { kind: 'append', incarnation: state.incarnation, attempt, alone: attempt > 1, records: sent };
}

/** Not answered from the log: nothing of the command is in it. */
export function refuse(
  command: Command,
  code: 'command.key-reused' | 'command.too-large' | 'command.failed',
  deadLetter: boolean,
  more: object = {},
): OwnerEffect[] {
  const detail = { commandId: command.id, stream: command.stream, ...more };
  return [
    { kind: 'refuse', ref: command.ref, code, deadLetter, detail },
    { kind: 'settled', ref: command.ref },
  ];
}

function answerStored(command: Command, { hash, outcome }: KnownResult): OwnerEffect[] {
  if (hash !== command.hash) return refuse(command, 'command.key-reused', false);
  const effects: OwnerEffect[] = [
    { kind: 'settled', ref: command.ref },
    { kind: 'answer', ref: command.ref, durable: 'stored', outcome },
  ];
  // Whoever recorded the failure may have died before the command was set aside.
  if (outcome.rejection?.code === 'command.failed')
    effects.unshift({ kind: 'dead-letter', ref: command.ref, error: 'its decision failed before' });
  return effects;
}

/** To the repeat of a command whose outcome is final: only that one can say whether the id was used for something else. */
export function answerRepeat(state: OwnerState, command: Command, { hash, outcome }: KnownResult): OwnerEffect[] {
  return hash === command.hash ? answerLater(state, command, outcome) : refuse(command, 'command.key-reused', false);
}

/** A final outcome that the store may not have yet: answered now, or when it has it. */
export function answerLater(state: OwnerState, { ref, wait }: Command, outcome: OwnerState['unstored'][number]['outcome']): OwnerEffect[] {
  const settled: OwnerEffect = { kind: 'settled', ref };
  if (outcome.lastSeq <= state.storedSeq) return [settled, { kind: 'answer', ref, durable: 'stored', outcome }];
  if (wait === 'logged') return [settled, { kind: 'answer', ref, durable: 'logged', outcome }];
  state.unstored.push({ ref, wait, outcome });
  return [settled];
}
