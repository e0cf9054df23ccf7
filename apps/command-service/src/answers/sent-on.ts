import type { Category, ProblemCode } from '@skein/contracts';
import type { CheckedCommand } from '../door/checked-command.ts';
import type { Answer, OwnedPartition } from '../owner/owned-partition.ts';
import type { ResultWatch } from './result-watch.ts';

// Given for each command: without a reason of ours an exception with a stack of its own is made every time.
const isKnown = new Error('the outcome is known');

type Durable = 'logged' | 'stored';
type FinalAnswer = Exclude<Answer, { kind: 'handed-over' }>;

/** What an owned partition does for a command that was sent on. */
export type Taker = Pick<OwnedPartition, 'take'> & { readonly shell: { readonly parkedBecause: ProblemCode | undefined } };

interface Waiting {
  command: CheckedCommand;
  wait: Durable;
  takenBy?: Taker;
  resolve: (answer: FinalAnswer) => void;
}

/**
 * Commands in the commands topic whose callers wait here. Their outcome comes from the store, whoever decides them. When their partition comes to
 * this process meanwhile, they are taken at once, for reading the topic from its last commit on is slower; their ids make the record there a repeat.
 */
export class SentOn {
  readonly #waiting = new Set<Waiting>();

  constructor(
    private readonly owned: (category: Category, partition: number) => Taker | undefined,
    private readonly results: ResultWatch,
  ) {}

  /** `undefined` when the signal is aborted before anybody knows. */
  async wait(command: CheckedCommand, wait: Durable, signal: AbortSignal): Promise<FinalAnswer | undefined> {
    const { promise: decidedHere, resolve } = Promise.withResolvers<FinalAnswer>();
    const waiting: Waiting = { command, wait, resolve };
    const known = new AbortController();
    this.#waiting.add(waiting);
    this.#take([waiting]); // it may be here by now
    try {
      return await Promise.race([decidedHere, this.#stored(command, AbortSignal.any([signal, known.signal]))]);
    } finally {
      this.#waiting.delete(waiting);
      known.abort(isKnown);
    }
  }

  /** A partition has come or gone here. */
  ownersChanged(): void {
    if (this.#waiting.size > 0) this.#take([...this.#waiting]);
  }

  async #stored(command: CheckedCommand, signal: AbortSignal): Promise<FinalAnswer | undefined> {
    const found = await this.results.wait(command, signal);
    if (!found) return undefined;
    if (found.hash !== command.hash) return { kind: 'refused', code: 'command.key-reused', detail: {} };
    return { kind: 'outcome', outcome: found.outcome, durable: 'stored' };
  }

  #take(candidates: readonly Waiting[]): void {
    const coming = Map.groupBy(candidates, ({ command, takenBy }) => {
      const owner = this.owned(command.category, command.partition);
      return owner === takenBy || owner?.shell.parkedBecause ? undefined : owner;
    });
    for (const [owner, group] of coming) {
      if (!owner) continue;
      for (const one of group) one.takenBy = owner;
      owner.take(
        group.map((one) => ({
          command: one.command,
          wait: one.wait,
          answer: (answer) => {
            if (answer.kind !== 'handed-over') one.resolve(answer);
          },
        })),
      );
    }
  }
}
