import { FireTimer, type Fact, type StreamDecider, type Timer } from '@skein/contracts';
import { deciderOf, type WorkflowState } from '@skein/domain';
import { foldStored, type FoldedStream } from '@skein/log';
import { PartitionLog } from '@skein/testing';
import { NOON } from '@skein/testing/kit';
import { appendGroupOf, missingFolds } from './group-rows.ts';
import { StreamFolds } from './stream-folds.ts';

const place = { category: 'workflow', partition: 0 } as const;
const decider = deciderOf('workflow') as StreamDecider<WorkflowState>;
const idOf = (timer: Timer) => JSON.stringify(timer);

/** One workflow, its owner, who fires what is stored and due, and its store, which is as far behind as one likes. */
export class WorkflowAndStore {
  now = NOON;
  readonly #log = new PartitionLog();
  readonly #rows = new Map<string, Timer>();
  readonly #fired = new Set<string>();
  #folds = new StreamFolds();
  #stored = 0;

  /** How many records say that a deadline has fired for nothing. */
  forNothing = 0;
  /** How many rows of deadlines were set or removed. */
  writes = 0;

  get rows(): Timer[] {
    return [...this.#rows.values()];
  }

  /** The stored deadlines that would still be decided: what has fired once is answered from its result ever after. */
  get unfired(): Timer[] {
    return this.rows.filter((timer) => !this.#fired.has(idOf(timer)));
  }

  /** What the newest state wants, soonest first. */
  get wanted(): Timer[] {
    return decider.timers(this.#folded().state as WorkflowState).toSorted((one, other) => one.due - other.due);
  }

  /** Of the last event. */
  get time(): number {
    return this.#folded().time;
  }

  get isStored(): boolean {
    return this.#stored === this.#log.records.length;
  }

  send(command: Fact, by: { subject: string; roles: readonly string[] }): void {
    this.#log.send(command, { by: by.subject, roles: by.roles, at: this.now - NOON });
  }

  /** What the owner does when it looks for stored deadlines that are due; tells how many there were. */
  fireDue(): number {
    const due = this.unfired.filter((timer) => timer.due <= this.now);
    for (const timer of due) {
      this.#fired.add(idOf(timer));
      const command = FireTimer({ ...timer, due: new Date(timer.due).toISOString() });
      const [record] = this.#log.send(command, { by: 'skein:timer', roles: [], at: this.now - NOON });
      if (!('version' in record!.record)) this.forNothing += 1;
    }
    return due.length;
  }

  /** Stores as one group what is in the log. */
  store(): void {
    if (this.isStored) return;
    const group = this.#log.group();
    for (const _ of missingFolds(this.#folds, place, group)) {
      const fold = {
        folded: this.#folded(this.#stored),
        snapshotBytes: 0,
        tailBytes: 0,
        timers: undefined,
        commandsInARow: 0,
        broken: false,
      };
      this.#folds.set(place, 'acme/w1', fold);
    }
    const { views } = appendGroupOf(this.#folds, place, group, (_, error) => {
      throw error;
    });
    const key = ({ purpose, subject }: Pick<Timer, 'purpose' | 'subject'>) => `${purpose}/${subject}`;
    if (views.timersCleared.length > 0) this.#rows.clear();
    for (const timer of views.timersRemoved) this.#rows.delete(key(timer));
    for (const { purpose, subject, setBy, due } of views.timers)
      this.#rows.set(key({ purpose, subject }), { purpose, subject, setBy, due });
    this.writes += views.timersRemoved.length + views.timers.length;
    this.#stored = this.#log.records.length;
  }

  #folded(upTo?: number): FoldedStream {
    return foldStored(decider, { tail: this.#log.records.slice(0, upTo).map(({ value }) => value) });
  }

  /** Another instance goes on: it knows no fold. */
  restartStore(): void {
    this.#folds = new StreamFolds();
  }
}
