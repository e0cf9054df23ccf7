import type { Category, ProblemCode } from '@skein/contracts';
import type { FoldedStream } from '../record/fold.ts';
import type { Outcome } from '../record/outcome.ts';
import type { EncodedRecord } from '../record/encode.ts';
import { decidedIds, type DecidedIds } from './decided-ids.ts';
import { defaultOwnerLimits, type OwnerLimits } from './owner.limits.ts';

/** A command that waits for its decision, checked at the door. */
export interface Command {
  /** Names it inside this owner; answers carry it. */
  ref: number;
  tenant: string;
  stream: string;
  /** Names its stream among those of all tenants (`keyOf`). */
  key: string;
  id: string;
  type: string;
  /** Parsed, with defaults. */
  data: unknown;
  hash: string;
  expectedVersion?: number | undefined;
  actor: { subject: string; roles: readonly string[] };
  causationId?: string | undefined;
  correlationId: string;
  traceparent?: string | undefined;
  wait: 'logged' | 'stored';
  /** A timer's deadline, in milliseconds. */
  due?: number | undefined;
  /** Set when the door found the command unfit: its outcome is this rejection. */
  refused?: { code: ProblemCode; detail: Record<string, unknown> } | undefined;
  /** The broker has refused its records, so that `refused` is all that can be recorded. */
  setAside?: boolean | undefined;
}

/** What became of a command: its stream's key, its id, and the hash of its content. */
export interface KnownResult {
  key: string;
  id: string;
  hash: string;
  outcome: Outcome;
}

/** The results of one batch, kept in memory until the store has them; commands that repeat them find them here. */
export interface FinalBatch {
  lastSeq: number;
  results: readonly KnownResult[];
  /** Made when it is first asked for. */
  byId?: ReadonlyMap<string, KnownResult[]>;
}

/** A command that can be decided: what it takes was looked up, or need not be. `at` is the seq of the history in which that was found. */
export interface ReadyCommand {
  command: Command;
  at: number;
  stored?: KnownResult | undefined;
  /** Absent when the unit already had the stream. */
  stream?: FoldedStream | undefined;
}

export interface CachedStream {
  folded: FoldedStream;
  /** Seq of its last record that this unit appended; it may be dropped once the store is past it. */
  lastSeq: number;
  /** It had records before, since it was put where it is in the map: the next to go is not this one. */
  usedAgain?: boolean;
}

export interface DecidedCommand {
  command: Command;
  result: KnownResult;
  /** What the decision threw, when it did. */
  error?: string | undefined;
}

/** Records on their way to Kafka: one batch, decided on the state before it. */
export interface Batch {
  attempt: number;
  records: EncodedRecord[];
  commands: DecidedCommand[];
  /** Streams as they are if the batch becomes history. */
  streams: Map<string, CachedStream>;
  /** Commands answered by another command of the same batch. */
  repeats: { command: Command; of: KnownResult }[];
  /** Where it landed when somebody else had written in between. */
  landedAt?: number;
  /** The store was asked what it has at our first seq. */
  asked?: boolean;
}

/** Everything that belongs together: taken from empty, thrown away whole, never shared with another incarnation. */
export interface Unit {
  head: string;
  seq: number;
  /** Kafka offset of the last record that is known to be in the partition. */
  last: number;
  /** What the store says below this seq is not used: it may lack what was evicted from here. */
  floor: number;
  streams: Map<string, CachedStream>;
  /** In the order of the log. */
  results: FinalBatch[];
  ids: DecidedIds;
}

export interface Lookup {
  id: number;
  /** The floor when it was asked; a lower answer means that the store has gone back. */
  floor: number;
  /** What the store was known to have when it was asked: the answer will hardly be older. */
  storedSeq: number;
  /** That of the unit then: whatever is decided since is above it. */
  seq: number;
  commands: Command[];
}

export type OwnerPhase = 'asking-end' | 'awaiting-cursor' | 'ready' | 'checking' | 'parked';

/** Plain data (maps and arrays of JSON values): may be copied with `structuredClone`, compared and replayed. */
export interface OwnerState {
  readonly category: Category;
  readonly partition: number;
  readonly limits: OwnerLimits;
  phase: OwnerPhase;
  /** Counts incarnations of the unit: what belongs to an older one is ignored. */
  incarnation: number;
  endOffset: number;
  /** The largest `nextOffset` of the store's cursor that was read before the end offset was asked for: the end cannot be below it. */
  endAtLeast: number;
  /** The largest `nextOffset` of the store's cursor ever read. */
  cursorSeen: number;
  unit: Unit;
  waiting: Command[];
  lookup?: Lookup | undefined;
  ready: ReadyCommand[];
  batch?: Batch | undefined;
  /** Final outcomes whose callers wait until the store has them; they outlive the unit. */
  unstored: { ref: number; wait: 'logged' | 'stored'; outcome: Outcome }[];
  /** The newest seq the store is known to have. */
  storedSeq: number;
  /** Commands per batch, halved after a definite refusal, back to the limit after a success. */
  groupLimit: number;
  nextLookup: number;
  parkedBecause?: ProblemCode | undefined;
}

const emptyUnit = (): Unit => ({ head: '', seq: 0, last: -1, floor: 0, streams: new Map(), results: [], ids: decidedIds() });

export function initialOwner(category: Category, partition: number, limits: OwnerLimits = defaultOwnerLimits): OwnerState {
  const place = { category, partition, limits };
  const queues = { waiting: [], ready: [], unstored: [] };
  return {
    ...place,
    ...queues,
    phase: 'asking-end',
    incarnation: 0,
    endOffset: 0,
    endAtLeast: 0,
    cursorSeen: 0,
    unit: emptyUnit(),
    storedSeq: 0,
    groupLimit: limits.group,
    nextLookup: 1,
  };
}

/** What was being decided waits again, in its order. */
export function putBack(state: OwnerState): void {
  const inBatch = state.batch ? [...state.batch.commands, ...state.batch.repeats].map((one) => one.command) : [];
  const again = [...inBatch, ...state.ready.map((one) => one.command), ...(state.lookup?.commands ?? []), ...state.waiting];
  state.waiting = again.sort((a, b) => a.ref - b.ref);
  state.batch = undefined;
  state.lookup = undefined;
  state.ready = [];
}

/** Forgets the unit. The caller emits `ask-end-offset`. */
export function throwUnitAway(state: OwnerState): void {
  putBack(state);
  state.unit = emptyUnit();
  state.incarnation += 1;
  state.phase = 'asking-end';
  state.parkedBecause = undefined;
  state.endAtLeast = state.cursorSeen;
}

/** The final outcome of a command that this one repeats, as far as the store may not have it. */
export function finalOf({ results }: Unit, { key, id }: Command): KnownResult | undefined {
  for (const batch of results) {
    batch.byId ??= Map.groupBy(batch.results, (result) => result.id);
    const found = batch.byId.get(id)?.find((result) => result.key === key);
    if (found) return found;
  }
  return undefined;
}

/** Commands taken in and not answered; what a door bounds. */
export function backlogOf({ waiting, lookup, ready, batch }: OwnerState): number {
  const inBatch = batch ? batch.commands.length + batch.repeats.length : 0;
  return waiting.length + (lookup?.commands.length ?? 0) + ready.length + inBatch;
}
