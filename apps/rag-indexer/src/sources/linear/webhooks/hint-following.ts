import { SkeinError } from '@skein/contracts';
import type { Log } from '@skein/platform';
import type { SourceFactory } from '../../door/source-factory.ts';
import type { SourceRuns } from '../../door/source-runs.ts';
import { linearCollections, linearKinds } from '../linear-source.ts';
import type { LinearHint } from './linear-delivery.ts';
import type { HintPlace, HintsRepository } from './hints.repository.ts';

/** Hints come in flocks: those of a moment are looked at together. */
const GATHER_MS = 250;
/** Linear lets a key ask 1,500 times an hour: twice in this time, at most, for hints. */
const AT_MOST_EVERY_MS = 5_000;
const AT_ONCE = 500;
const LONGEST_PAUSE_MS = 600_000;

/** Looks at what webhooks have hinted at, many at a time, and again later at what it could not look at. */
export class HintFollowing {
  #timer: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #refusedInMs: number | undefined;
  #passing: Promise<void> = Promise.resolve();
  #busy = false;
  #again = false;
  #lastAt = -AT_MOST_EVERY_MS;
  #failures = 0;
  #stopped = false;

  constructor(
    private readonly hints: HintsRepository,
    private readonly sources: Pick<SourceFactory, 'linear'>,
    private readonly runs: Pick<SourceRuns, 'run' | 'close'>,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Something was noted, now or before this process began. */
  wake(): void {
    if (this.#busy) this.#again = true;
    else this.#in(Math.max(GATHER_MS, this.#lastAt + AT_MOST_EVERY_MS - performance.now()));
  }

  async close(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#later);
    await this.runs.close();
    await this.#passing;
  }

  /** A pass that waits already, after a failure longer than others, is not called earlier. */
  #in(ms: number): void {
    if (this.#stopped || this.#timer) return;
    this.#timer = setTimeout(() => (this.#passing = this.#pass()), ms).unref();
  }

  async #pass(): Promise<void> {
    [this.#timer, this.#busy, this.#again, this.#lastAt] = [undefined, true, false, performance.now()];
    const failed = await this.#lookAtAll();
    this.#busy = false;
    this.#failures = failed ? this.#failures + 1 : 0;
    this.#waitForRefused();
    if (failed) this.#in(Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** this.#failures));
    else if (this.#again) this.wake();
  }

  /** Those that were refused come when they are due, beside whatever comes before. */
  #waitForRefused(): void {
    clearTimeout(this.#later);
    if (this.#stopped || this.#refusedInMs === undefined) return;
    this.#later = setTimeout(() => this.wake(), Math.max(0, this.#refusedInMs)).unref();
  }

  /** Whether some hints are still there since something went wrong. */
  async #lookAtAll(): Promise<boolean> {
    let failed = false;
    try {
      await this.hints.forgetOldDeliveries();
      for (const place of await this.hints.places())
        for (const collection of linearCollections) failed = !(await this.#tried(place, collection)) || failed;
      this.#refusedInMs = await this.hints.nextInMs();
    } catch (err) {
      this.log.warn('hints of webhooks could not be read, again in a moment', { err });
      return true;
    }
    return failed;
  }

  async #tried(place: HintPlace, collection: (typeof linearCollections)[number]): Promise<boolean> {
    try {
      await this.#lookAt(place, collection);
      return true;
    } catch (err) {
      const busy = err instanceof SkeinError && err.code === 'index.source-busy';
      // Nothing is wrong then, and the run that goes on may have passed by what was hinted at.
      if (busy) this.#again = true;
      else this.log.warn('hinted things could not be looked at, again later', { ...place, collection, err });
      return busy;
    }
  }

  async #lookAt(place: HintPlace, collection: (typeof linearCollections)[number]): Promise<void> {
    const some = await this.hints.waiting(place, linearKinds[collection], AT_ONCE);
    if (some.length === 0) return;
    // The first sync reads everything; what was never synced, or was removed, does not come by a hint.
    if (!(await this.hints.isIndexed(place, collection))) return this.hints.done(place, some);
    const only = Object.groupBy(some, ({ kind }) => kind);
    const ids = Object.fromEntries(Object.entries(only).map(([kind, of]) => [kind, of.map(({ id }) => id)]));
    const refusals = new Map<string, string>();
    const onRefused = ({ kind, id, reason }: LinearHint & { reason: string }) => refusals.set(`${kind}/${id}`, reason);
    await this.runs.run(await this.sources.linear(collection, { only: ids, onRefused }), { ...place, origin: { kind: 'linear' } });
    const refused = some.flatMap((hint) => {
      const reason = refusals.get(`${hint.kind}/${hint.id}`);
      return reason === undefined ? [] : [{ ...hint, reason }];
    });
    await this.hints.done(
      place,
      some.filter(({ kind, id }) => !refusals.has(`${kind}/${id}`)),
    );
    if (refused.length > 0) {
      await this.hints.refused(place, refused);
      this.log.warn('Linear refuses what was hinted at, again later', { ...place, collection, refused });
    }
    if (some.length === AT_ONCE) this.#again = true;
  }
}
