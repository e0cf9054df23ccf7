import type { StreamDecider } from '@skein/contracts';
import { emptyStream } from '../record/fold.ts';
import { outcomeOf } from '../record/outcome.ts';
import { noteDecided } from './decided-ids.ts';
import { decideCommand, textOf, type Decided } from './owner.decision.ts';
import type { OwnerEffect } from './owner.inputs.ts';
import { resultKey, streamKey, type Batch, type Command, type KnownResult, type OwnerState, type ReadyCommand } from './owner.state.ts';

/**
 * Takes what is ready and decides it one by one, each on the state that the one before it left. What was looked up below the
 * floor is not used but looked up again.
 */
export function decideGroup(state: OwnerState, decider: StreamDecider, now: number): OwnerEffect[] {
  const effects: OwnerEffect[] = [];
  const batch: Batch = { attempt: 1, records: [], commands: [], streams: new Map(), repeats: [] };
  const decided = new Set<string>();
  let bytes = 0;
  let taken = 0;
  for (const ready of state.ready) {
    if (batch.commands.length >= state.groupLimit || bytes >= state.limits.bytes) break;
    const { command } = ready;
    const key = resultKey(command.tenant, command.stream, command.id);
    const final = state.unit.results.get(key);
    if (decided.has(key)) batch.repeats.push({ command, key });
    else if (final) effects.push(...answerRepeat(state, command, final));
    else if (isStale(state, batch, ready)) {
      lookUpAgain(state, taken);
      break;
    } else if (ready.stored) effects.push(...answerStored(command, ready.stored));
    else {
      const made = tryToDecide(state, batch, ready, decider, now);
      if ('effects' in made) effects.push(...made.effects);
      // Opens the next batch instead: its records must be linked to what comes before it there.
      else if (bytes + made.bytes > state.limits.bytes && batch.commands.length > 0) break;
      else {
        bytes += made.bytes;
        addToBatch(batch, command, key, made);
        decided.add(key);
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

/** Looked up below the floor, or the unit has dropped the stream since: the store must be asked again. */
function isStale({ unit }: OwnerState, batch: Batch, { at, command, stream }: ReadyCommand): boolean {
  const key = streamKey(command.tenant, command.stream);
  return at < unit.floor || (!stream && !batch.streams.has(key) && !unit.streams.has(key));
}

/** All that follows goes with it, so that commands of one stream keep their order. */
function lookUpAgain(state: OwnerState, from: number): void {
  const stale = state.ready.splice(from).map((one) => one.command);
  state.waiting = [...stale, ...(state.lookup?.commands ?? []), ...state.waiting];
  state.lookup = undefined;
}

function tryToDecide(state: OwnerState, batch: Batch, ready: ReadyCommand, decider: StreamDecider, now: number) {
  const { command } = ready;
  const key = streamKey(command.tenant, command.stream);
  const cached = batch.streams.get(key) ?? state.unit.streams.get(key);
  const last = batch.records.at(-1);
  const head = last ? { head: last.hash, seq: last.record.seq } : { head: state.unit.head, seq: state.unit.seq };
  const stream = cached?.folded ?? ready.stream ?? emptyStream(decider);
  try {
    return decideCommand(decider, command, { partition: state.partition, head, stream, now, bytes: state.limits.bytes });
  } catch (error) {
    return { effects: refuse(command, 'command.failed', true, { error: textOf(error) }) };
  }
}

function addToBatch(batch: Batch, command: Command, key: string, { records, stream, error }: Decided): void {
  const outcome = outcomeOf(records.map((one) => one.record));
  batch.records.push(...records);
  batch.streams.set(streamKey(command.tenant, command.stream), { folded: stream, lastSeq: outcome.lastSeq });
  batch.commands.push({ command, result: { key, hash: command.hash, outcome }, error });
}

export function appendEffect(state: OwnerState, { attempt, records }: Batch): OwnerEffect {
  const sent = records.map(({ record, value }) => ({ key: streamKey(record.tenant, record.subject), value }));
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
