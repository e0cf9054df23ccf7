import type { LookedUp, LookUp } from '@skein/postgres';

interface Waiting {
  asked: LookUp;
  resolve: (found: LookedUp) => void;
  reject: (error: unknown) => void;
}

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
    const group = this.#waiting;
    this.#waiting = [];
    this.#underWay += 1;
    if (!(await this.#answer(group))) for (const one of group) await this.#answer([one]);
    this.#underWay -= 1;
    this.#schedule();
  }

  /** False when they may fare better one by one: what one partition asks must not fail the others. */
  async #answer(group: readonly Waiting[]): Promise<boolean> {
    try {
      const found = await this.read(group.map(({ asked }) => asked));
      group.forEach(({ resolve }, index) => resolve(found[index]!));
    } catch (error) {
      if (group.length > 1) return false;
      for (const { reject } of group) reject(error);
    }
    return true;
  }
}
