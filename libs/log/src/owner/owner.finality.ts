import { answerLater, answerRepeat, appendEffect, refuse } from './owner.deciding.ts';
import type { OwnerEffect, OwnerInput } from './owner.inputs.ts';
import { putBack, throwUnitAway, type Batch, type DecidedCommand, type OwnerState, type Unit } from './owner.state.ts';

const MANY_BATCHES = 64;
const RESULTS_TOGETHER = 500;

type Answered<K extends OwnerInput['kind']> = Extract<OwnerInput, { kind: K }>;

/** The batch landed. Right behind the last record that we knew of proves that nobody wrote in between: it is history. */
export function onAppended(state: OwnerState, { attempt, offset }: Answered<'appended'>): OwnerEffect[] {
  const { batch, unit } = state;
  if (!batch || batch.attempt !== attempt || state.phase !== 'ready') return [];
  if (offset === unit.last + 1) {
    unit.last = offset + batch.records.length - 1;
    return publish(state, batch);
  }
  if (offset <= unit.last) return park(state, `a batch landed at offset ${offset}, but offset ${unit.last} was acknowledged before`);
  batch.landedAt = offset;
  state.phase = 'checking';
  return [{ kind: 'await-cursor', past: endOf(batch) }, ...askForRecord(state, state.cursorSeen)];
}

/** Offset of the last record of this copy. */
const endOf = ({ landedAt = 0, records }: Batch): number => landedAt + records.length - 1;

/** Once the store has read past the whole copy, what it has at our first seq tells whether a copy of it is history. */
export function askForRecord(state: OwnerState, nextOffset: number): OwnerEffect[] {
  const { batch, incarnation } = state;
  if (state.phase !== 'checking' || !batch || batch.asked || nextOffset <= endOf(batch)) return [];
  batch.asked = true;
  return [{ kind: 'read-record', incarnation, seq: batch.records[0]!.record.seq }];
}

/** No answer is doubt. The producer goes first, so that nothing of it can be sent later; then the very same batch again, alone. */
export function onDoubt(state: OwnerState, { attempt }: Answered<'doubt'>): OwnerEffect[] {
  const { batch } = state;
  if (!batch || batch.attempt !== attempt || state.phase !== 'ready') return [];
  if (batch.attempt >= state.limits.attempts) return startAgain(state);
  const drop = dropInFlight(state);
  batch.attempt += 1;
  return [...drop, appendEffect(state, batch)];
}

/** The broker said no, and means it: smaller groups, then the one command aside. After a doubt an earlier copy may be in the log. */
export function onRefused(state: OwnerState, { attempt, why }: Answered<'refused'>): OwnerEffect[] {
  const { batch } = state;
  if (!batch || batch.attempt !== attempt || state.phase !== 'ready') return [];
  if (why === 'unauthorised') return park(state, 'the broker does not let this service write', 'service.unavailable');
  if (batch.attempt > 1) return startAgain(state);
  state.groupLimit = Math.max(1, Math.floor(batch.commands.length / 2));
  const code = why === 'too-large' ? 'command.too-large' : 'command.failed';
  const effects = batch.commands.length === 1 ? setAside(batch, batch.commands[0]!, code) : [];
  putBack(state); // answered: nothing of it is in flight any more
  return [...effects, ...startAgain(state)];
}

/** Its outcome becomes a rejection, unless the log has another one by now; without any when not even the rejection can be written. */
function setAside(batch: Batch, only: DecidedCommand, code: 'command.too-large' | 'command.failed'): OwnerEffect[] {
  const { command } = only;
  if (command.setAside) {
    batch.commands = [];
    return refuse(command, code, true);
  }
  only.command = { ...command, setAside: true, refused: { code, detail: {} } };
  return [{ kind: 'dead-letter', ref: command.ref, error: `the broker refused its records: ${code}` }];
}

/** Somebody wrote in between: the store has read past the batch, so what it has at our first seq decides. */
export function onRecordAt(state: OwnerState, { hash, cursor }: Answered<'record-at'>): OwnerEffect[] {
  const { batch, unit } = state;
  if (!batch || state.phase !== 'checking') return [];
  if (hash !== batch.records[0]?.hash) return startAgain(state);
  state.phase = 'ready';
  const effects = publish(state, batch);
  if (cursor.head !== unit.head) return [...effects, ...startAgain(state)];
  unit.last = Math.max(cursor.nextOffset - 1, endOf(batch));
  return effects;
}

/** The outcomes are final and durable in Kafka. */
function publish(state: OwnerState, batch: Batch): OwnerEffect[] {
  const { unit } = state;
  const last = batch.records.at(-1)!;
  unit.head = last.hash;
  unit.seq = last.record.seq;
  for (const [key, stream] of batch.streams) {
    if (unit.streams.has(key)) stream.usedAgain = true; // not moved to the end each time, see docs/decisions/0028
    unit.streams.set(key, stream);
  }
  keepResults(unit, batch);
  const effects: OwnerEffect[] = [];
  for (const { command, result, error } of batch.commands) {
    if (error !== undefined) effects.push({ kind: 'dead-letter', ref: command.ref, error });
    effects.push(...answerLater(state, command, result.outcome));
  }
  for (const { command, of } of batch.repeats) effects.push(...answerRepeat(state, command, of));
  state.batch = undefined;
  state.groupLimit = state.limits.group;
  return effects;
}

/** Each batch for itself, but for a store that lags far behind: whoever looks for a result goes through all batches. */
function keepResults({ results, seq }: Unit, { commands }: Batch): void {
  const made = commands.map(({ result }) => result);
  const last = results.at(-1);
  const isSmall = last !== undefined && results.length >= MANY_BATCHES && last.results.length < RESULTS_TOGETHER;
  if (isSmall) results[results.length - 1] = { lastSeq: seq, results: [...last.results, ...made] };
  else results.push({ lastSeq: seq, results: made });
}

/** An append without an answer may still land, and its producer may still send it: it goes before anything else is sent. */
export const dropInFlight = ({ batch, phase }: OwnerState): OwnerEffect[] =>
  batch && phase === 'ready' ? [{ kind: 'drop-producer' }] : [];

export function startAgain(state: OwnerState): OwnerEffect[] {
  const drop = dropInFlight(state);
  throwUnitAway(state);
  return [...drop, { kind: 'ask-end-offset', incarnation: state.incarnation }];
}

export function park(state: OwnerState, detail: string, code: 'log.truncated' | 'service.unavailable' = 'log.truncated'): OwnerEffect[] {
  const drop = dropInFlight(state);
  throwUnitAway(state);
  state.phase = 'parked';
  state.parkedBecause = code;
  return [...drop, { kind: 'park', code, detail }];
}
