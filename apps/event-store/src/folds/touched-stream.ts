import { typeOfWireType, type Category, type EventRecord } from '@skein/contracts';
import { deciderOf, evolveWithChanges, type GateRow, type StepRecord, type WorkflowState } from '@skein/domain';
import { foldEvent } from '@skein/log';
import type { PartitionRef, SnapshotRow, StreamRef, ViewRows } from '@skein/postgres';
import type { StreamFold } from './stream-fold.ts';
import { changeTimers } from './timer-changes.ts';
import { approvalRow, stepRow, workflowRow } from './workflow-rows.ts';

// A tail of some twenty events is read and folded in a fraction of a millisecond.
const SMALLEST_TAIL = 16_384;

// A step that waits long for somebody to claim it makes two commands at a time; steps that are taken one after another make more.
const [BUSY_COMMANDS, STANDS_STILL_MS] = [4, 10_000];

/** What a fold looks at, and what its rows say of it. */
type FoldableEvent = Pick<EventRecord, 'type' | 'time' | 'seq' | 'version' | 'last' | 'actor' | 'data'>;

/** A stream that a group has records of, and the rows that they change. */
export class TouchedStream {
  readonly #steps = new Map<string, StepRecord>();
  readonly #gates = new Map<string, GateRow>();
  #last: FoldableEvent | undefined;
  #firedForNothing = false;

  constructor(
    private readonly place: PartitionRef & StreamRef,
    readonly fold: StreamFold,
    private readonly report: (stream: StreamRef, error: unknown) => void,
  ) {}

  /** A command has come to nothing, as one does that a deadline has sent which holds no more. */
  firedForNothing(): void {
    this.#firedForNothing = true;
  }

  /** Folds an event. One that cannot be folded breaks the rows, not history. */
  event(record: FoldableEvent, value: string | Uint8Array): void {
    const { fold } = this;
    this.#last = record;
    if (fold.broken) return;
    fold.tailBytes += Buffer.byteLength(value);
    try {
      if (record.version !== fold.folded.version + 1) throw new RangeError(`version ${record.version} follows ${fold.folded.version}`);
      if (this.place.category === 'workflow') this.#foldWorkflow(record);
      else foldEvent(deciderOf(this.place.category), fold.folded, record);
    } catch (error) {
      fold.broken = true;
      this.report(this.place, error);
    }
  }

  /** Adds the rows of this stream; called once, after its last record. */
  addTo(rows: ViewRows, snapshots: SnapshotRow[]): void {
    if (this.fold.broken) this.#addBroken(rows);
    else {
      if (this.place.category === 'workflow') this.#addWorkflow(rows);
      if (this.#last) this.addSnapshot(snapshots);
    }
  }

  #foldWorkflow(record: FoldableEvent): void {
    const { fold } = this;
    const { folded } = fold;
    const time = Date.parse(record.time);
    if (time - folded.time > STANDS_STILL_MS) fold.commandsInARow = 0;
    if (record.last) fold.commandsInARow += 1;
    const type = typeOfWireType(record.type)!;
    const fact = { type, data: record.data };
    const changes = evolveWithChanges(folded.state as WorkflowState, fact, { version: record.version, time, actor: record.actor });
    folded.version = record.version;
    folded.time = time;
    for (const { step, record: after } of changes.steps) this.#steps.set(step, after);
    for (const gate of changes.gates) this.#gates.set(gate.gate, gate);
  }

  #addWorkflow(rows: ViewRows): void {
    const { place, fold } = this;
    const state = fold.folded.state as WorkflowState;
    if (fold.folded.version === 0) return;
    const wanted = deciderOf('workflow').timers(state);
    const busy = fold.commandsInARow >= BUSY_COMMANDS;
    fold.timers = changeTimers(rows, place, fold.timers, wanted, { time: fold.folded.time, firedForNothing: this.#firedForNothing, busy });
    if (!this.#last) return;
    const expiresAt = wanted.find(({ purpose }) => purpose === 'workflow-ttl')?.due;
    rows.workflows.push(workflowRow({ ...place, seq: this.#last.seq }, state, expiresAt));
    for (const [step, after] of this.#steps) rows.steps.push(stepRow(place, step, after));
    for (const gate of this.#gates.values()) rows.approvals.push(approvalRow(place, gate));
  }

  #addBroken(rows: ViewRows): void {
    if (this.place.category !== 'workflow' || !this.#last) return;
    const { tenant, stream, partition } = this.place;
    const { seq, version, time } = this.#last;
    rows.broken.push({ tenant, stream, partition, seq, version, time: Date.parse(time) });
  }

  /** Due when the events since the last one weigh as much as it: reading then costs at most about twice the state. */
  addSnapshot(snapshots: SnapshotRow[]): void {
    const { fold } = this;
    if (fold.tailBytes < Math.max(SMALLEST_TAIL, fold.snapshotBytes)) return;
    const { tenant, stream, category } = this.place;
    const { state, version, time } = fold.folded;
    const text = JSON.stringify(state);
    const bytes = Buffer.byteLength(text);
    snapshots.push({ tenant, stream, category, reducerVersion: reducerVersionOf(category), version, time, state: text, bytes });
    fold.snapshotBytes = bytes;
    fold.tailBytes = 0;
  }
}

const reducerVersionOf = (category: Category): number => deciderOf(category).reducerVersion;
