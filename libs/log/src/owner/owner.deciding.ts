import type { Decision, DecisionMeta, Fact, StreamDecider } from '@skein/contracts';
import type { Head } from '../record/acceptance.ts';
import { encodeDecision, type EncodedRecord } from '../record/encode.ts';
import { emptyStream, foldRecords } from '../record/fold.ts';
import { outcomeOf } from '../record/outcome.ts';
import type { OwnerEffect } from './owner.inputs.ts';
import { resultKey, streamKey, type Batch, type CachedStream, type Command, type OwnerState, type ReadyCommand } from './owner.state.ts';

/**
 * Takes what is ready and decides it one by one, each on the state that the one before it left. What was looked up below the
 * floor is not used but looked up again.
 */
export function decideGroup(state: OwnerState, decider: StreamDecider, now: number): OwnerEffect[] {
  const effects: OwnerEffect[] = [];
  const batch: Batch = { attempt: 1, records: [], commands: [], streams: new Map(), repeats: [] };
  const decided = new Map<string, Batch['commands'][number]>();
  let bytes = 0;
  let taken = 0;
  for (const ready of state.ready) {
    if (batch.commands.length >= state.groupLimit || bytes >= state.limits.bytes) break;
    taken += 1;
    const { command } = ready;
    const key = resultKey(command.tenant, command.stream, command.id);
    const earlier = state.unit.results.get(key) ?? decided.get(key)?.result;
    const known = earlier ?? (ready.at >= state.unit.floor ? ready.stored : undefined);
    if (known && known.hash !== command.hash) effects.push(...refuse(command, 'command.key-reused'));
    else if (decided.has(key)) batch.repeats.push({ command, key });
    else if (earlier) effects.push(...answerLater(state, command, earlier.outcome));
    else if (isStale(state, batch, ready)) {
      // All that follows goes with it, so that commands of one stream keep their order.
      state.waiting.unshift(...state.ready.splice(taken - 1).map((one) => one.command));
      taken -= 1;
      break;
    } else if (known)
      effects.push({ kind: 'settled', ref: command.ref }, { kind: 'answer', ref: command.ref, durable: 'stored', outcome: known.outcome });
    else {
      const made = decideOne(state, batch, ready, decider, now, effects);
      const size = made.records.reduce((sum, one) => sum + one.value.length, 0);
      if (bytes + size > state.limits.bytes && batch.commands.length > 0) {
        taken -= 1; // opens the next batch instead: its records must be linked to what comes before it there
        break;
      }
      bytes += size;
      const result = { key, hash: command.hash, outcome: outcomeOf(made.records.map((one) => one.record)) };
      batch.records.push(...made.records);
      batch.streams.set(streamKey(command.tenant, command.stream), made.stream);
      const entry = { command, result };
      batch.commands.push(entry);
      decided.set(key, entry);
    }
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

export function appendEffect(state: OwnerState, { attempt, records }: Batch): OwnerEffect {
  const sent = records.map(({ record, value }) => ({ key: streamKey(record.tenant, record.subject), value }));
  return { kind: 'append', incarnation: state.incarnation, attempt, alone: attempt > 1, records: sent };
}

function refuse(command: Command, code: 'command.key-reused'): OwnerEffect[] {
  const detail = { commandId: command.id, stream: command.stream };
  return [
    { kind: 'refuse', ref: command.ref, code, deadLetter: false, detail },
    { kind: 'settled', ref: command.ref },
  ];
}

/** A final outcome that the store may not have yet: answered now, or when it has it. */
export function answerLater(state: OwnerState, { ref, wait }: Command, outcome: OwnerState['unstored'][number]['outcome']): OwnerEffect[] {
  const settled: OwnerEffect = { kind: 'settled', ref };
  if (outcome.lastSeq <= state.storedSeq) return [settled, { kind: 'answer', ref, durable: 'stored', outcome }];
  if (wait === 'logged') return [settled, { kind: 'answer', ref, durable: 'logged', outcome }];
  state.unstored.push({ ref, wait, outcome });
  return [settled];
}

interface Decided {
  records: EncodedRecord[];
  stream: CachedStream;
}

function decideOne(
  state: OwnerState,
  batch: Batch,
  ready: ReadyCommand,
  decider: StreamDecider,
  now: number,
  effects: OwnerEffect[],
): Decided {
  const { command } = ready;
  const key = streamKey(command.tenant, command.stream);
  const current = batch.streams.get(key)?.folded ?? state.unit.streams.get(key)?.folded ?? ready.stream ?? emptyStream(decider);
  const time = Math.max(now, current.time, command.due ?? 0);
  const head: Head = batch.records.length > 0 ? headAfter(batch.records) : { head: state.unit.head, seq: state.unit.seq };
  const place = { head, partition: state.partition, version: current.version, time };
  const origin = { ...command, actor: command.actor.subject };
  const meta = { now: time, actor: command.actor, version: current.version };
  const attempt = (): Decided => {
    const records = encodeDecision(decide(decider, command, current.state, meta, current.version), origin, place);
    if (records.reduce((sum, one) => sum + one.value.length, 0) > state.limits.bytes) return rejected('command.too-large', {});
    const folded = { ...current, state: decider.copy(current.state) };
    foldRecords(
      decider,
      folded,
      records.map((one) => one.record),
    );
    return { records, stream: { folded, lastSeq: records.at(-1)!.record.seq } };
  };
  const rejected = (code: 'command.failed' | 'command.too-large', detail: Record<string, unknown>): Decided => {
    const records = encodeDecision({ kind: 'rejected', code, detail }, origin, place);
    return { records, stream: { folded: current, lastSeq: records[0]!.record.seq } };
  };
  try {
    return attempt();
  } catch (error) {
    effects.push({ kind: 'dead-letter', ref: command.ref, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return rejected('command.failed', { type: command.type });
  }
}

function decide(decider: StreamDecider, command: Command, state: unknown, meta: DecisionMeta, version: number): Decision {
  if (command.refused) return { kind: 'rejected', ...command.refused };
  const { expectedVersion } = command;
  if (expectedVersion !== undefined && expectedVersion !== version) {
    return { kind: 'rejected', code: 'workflow.version-conflict', detail: { expected: expectedVersion, current: version } };
  }
  const fact: Fact = { type: command.type, data: command.data };
  return decider.decide(fact, state, meta);
}

const headAfter = (records: readonly EncodedRecord[]): Head => {
  const last = records.at(-1)!;
  return { head: last.hash, seq: last.record.seq };
};
