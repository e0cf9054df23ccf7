import type { Unit } from './wire.ts';

export type Direction = 'request' | 'answer';

/**
 * What becomes of a unit.
 * - `swallow`: it vanishes.
 * - `hold`: it waits until the fault is lifted.
 * - `repeat`: it passes twice.
 * - `delayMs`: it passes later, and what follows it in its direction passes after it.
 * - `cutAfter`: that many bytes of it pass, then the connection is cut.
 * - `change`: other bytes pass instead; `undefined` leaves the unit alone and does not count.
 */
export type Act =
  'swallow' | 'hold' | 'repeat' | { delayMs: number } | { cutAfter: number } | { change: (bytes: Buffer) => Buffer | undefined };

export interface Fault {
  on: Direction;
  /** Names of the units that it meets, see {@link Unit}; all of them when absent. */
  of?: readonly string[];
  /** Whether it meets a unit with these bytes; every one when absent. */
  where?: (bytes: Buffer) => boolean;
  /** How many units it meets before it is over; without end when absent. */
  times?: number;
  act: Act;
}

/** A fault at work. */
export class InjectedFault {
  #hits = 0;
  #over = false;
  readonly #held: (() => void)[] = [];
  readonly #waiting: { hits: number; resolve: () => void }[] = [];

  constructor(readonly fault: Fault) {}

  /** How many units it has met. */
  get hits(): number {
    return this.#hits;
  }

  /** Resolves when it has met that many units. */
  reached(hits: number): Promise<void> {
    if (this.#hits >= hits) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ hits, resolve }));
  }

  /** Meets nothing more; what it held passes now, in its order. */
  lift(): void {
    this.#over = true;
    for (const pass of this.#held.splice(0)) pass();
  }

  /** Used by the proxy: whether this unit is one of its own. */
  meets(direction: Direction, { name, bytes }: Unit): boolean {
    const { on, of, where, times = Infinity, act } = this.fault;
    if (this.#over || on !== direction || this.#hits >= times || (of && !of.includes(name))) return false;
    if (where && !where(bytes)) return false;
    if (typeof act === 'object' && 'change' in act && act.change(bytes) === undefined) return false;
    this.#hits += 1;
    for (const waiter of this.#waiting) if (this.#hits >= waiter.hits) waiter.resolve();
    return true;
  }

  /** Used by the proxy: `pass` is called when the fault is lifted. */
  hold(pass: () => void): void {
    this.#held.push(pass);
  }
}
