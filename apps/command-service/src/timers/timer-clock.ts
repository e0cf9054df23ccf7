import { FireTimer, type Category, type Timer } from '@skein/contracts';
import { commandHash, derivedId } from '@skein/log';
import { keyOf, partitionOf } from '@skein/contracts';
import type { CheckedCommand } from '../door/checked-command.ts';

/** A deadline as the store has it. */
export interface StoredTimer extends Timer {
  category: Category;
  partition: number;
  tenant: string;
  stream: string;
}

export interface TimerPorts {
  /** The partitions owned here that take commands now, and whether others will soon. */
  places(): { taking: { category: Category; partition: number }[]; more: boolean };
  /** Deadlines up to `before` (ms), soonest first. */
  due(places: readonly { category: Category; partition: number }[], before: number, limit: number): Promise<StoredTimer[]>;
  /** The soonest deadline after `after` (ms), if any. */
  next(places: readonly { category: Category; partition: number }[], after: number): Promise<number | undefined>;
  fire(commands: readonly CheckedCommand[]): void;
  failed(error: unknown): void;
}

const PER_ROUND = 500;
const LONGEST_SLEEP_MS = 60_000;
const AFTER_MOVE_MS = 25;
const AFTER_FAILURE_MS = 1_000;
const FIRE_AGAIN_MS = 10_000;

/**
 * Sends FireTimer when a stored deadline of an owned partition has come. It may send one twice or too early: the command's id follows
 * from the event that set the deadline, and the decider fires only what the state still holds.
 */
export class TimerClock {
  readonly #fired = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #wakeAt = Infinity;
  #running = false;
  #stopped = false;

  constructor(
    private readonly ports: TimerPorts,
    private readonly partitions: number,
  ) {}

  /** The store or the set of owned partitions has changed: there may be new deadlines. */
  changed(): void {
    this.#sleepUntil(Date.now() + AFTER_MOVE_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #sleepUntil(at: number): void {
    if (this.#stopped || at >= this.#wakeAt) return;
    clearTimeout(this.#timer);
    this.#wakeAt = at;
    this.#timer = setTimeout(() => void this.#round(), Math.max(0, at - Date.now()));
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    this.#wakeAt = Infinity;
    if (this.#running) return this.#sleepUntil(Date.now() + AFTER_MOVE_MS);
    this.#running = true;
    try {
      this.#sleepUntil(await this.#fireDue());
    } catch (error) {
      this.ports.failed(error);
      this.#sleepUntil(Date.now() + AFTER_FAILURE_MS);
    } finally {
      this.#running = false;
    }
  }

  /** When to look again. */
  async #fireDue(): Promise<number> {
    const now = Date.now();
    const { taking: places, more } = this.ports.places();
    const soon = more ? now + AFTER_FAILURE_MS : now + LONGEST_SLEEP_MS;
    if (places.length === 0) return soon;
    const due = await this.ports.due(places, now, PER_ROUND);
    for (const [id, at] of this.#fired) if (at < now - FIRE_AGAIN_MS) this.#fired.delete(id);
    const commands = due.map((timer) => fireTimer(timer, this.partitions)).filter(({ id, tenant }) => !this.#fired.has(`${tenant}/${id}`));
    for (const { tenant, id } of commands) this.#fired.set(`${tenant}/${id}`, now);
    this.ports.fire(commands);
    const next = await this.ports.next(places, now);
    const again = due.length > 0 ? now + FIRE_AGAIN_MS : Infinity;
    return Math.min(next ?? Infinity, again, soon);
  }
}

/** The command of a deadline; the same deadline always gives the same command. */
export function fireTimer({ category, tenant, stream, purpose, subject, setBy, due }: StoredTimer, partitions: number): CheckedCommand {
  const { type, data } = FireTimer({ purpose, subject, setBy, due: new Date(due).toISOString() });
  const principal = { tenant, subject: 'skein:timer', roles: [], scopes: [] };
  const key = keyOf(tenant, stream);
  return {
    category,
    principal,
    partition: partitionOf(key, partitions),
    given: data,
    tenant,
    stream,
    key,
    id: derivedId(`${tenant}/${stream}@${setBy}`, `${purpose}:${subject}:${due}`),
    type,
    data,
    hash: commandHash({ type, stream, data }),
    actor: principal,
    correlationId: stream,
    due,
  };
}
