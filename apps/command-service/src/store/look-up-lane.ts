import { SkeinError } from '@skein/contracts';
import type { LookedUp, LookUp } from '@skein/postgres';

interface Waiting {
  asked: LookUp;
  resolve: (found: LookedUp) => void;
  reject: (error: unknown) => void;
}

/** Commands and streams in one statement, unless a single question has more. */
const MOST = 2_000;
/** Statements at once: one is on its way while the database answers another. */
const AT_ONCE = 2;

/** The way of all owners to the store: what is asked while the statements before are under way goes together in the next one. */
export class LookUpLane {
  #waiting: Waiting[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(private readonly read: (asked: readonly LookUp[]) => Promise<LookedUp[]>) {}

  lookUp(asked: LookUp): Promise<LookedUp> {
    const { promise, resolve, reject } = Promise.withResolvers<LookedUp>();
    this.#waiting.push({ asked, resolve, reject });
    this.#schedule();
    return promise;
  }

  /** After a turn of the event loop: one request brings commands of many partitions. */
  #schedule(): void {
    if (this.#scheduled || this.#underWay >= AT_ONCE || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    const group = this.#take();
    this.#underWay += 1;
    this.#schedule();
    if (!(await this.#answer(group))) await Promise.all(group.map((one) => this.#answer([one])));
    this.#underWay -= 1;
    this.#schedule();
  }

  #take(): Waiting[] {
    let [count, size] = [0, 0];
    for (const { asked } of this.#waiting) {
      size += asked.commands.length + asked.streams.length;
      if (count > 0 && size > MOST) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  /** False when they may fare better one by one: what one partition asks must not fail the others. A database that is away fails all. */
  async #answer(group: readonly Waiting[]): Promise<boolean> {
    try {
      const found = await this.read(group.map(({ asked }) => asked));
      group.forEach(({ resolve }, index) => resolve(found[index]!));
    } catch (error) {
      const isAway = error instanceof SkeinError && error.code === 'service.unavailable';
      if (group.length > 1 && !isAway) return false;
      for (const { reject } of group) reject(error);
    }
    return true;
  }
}
