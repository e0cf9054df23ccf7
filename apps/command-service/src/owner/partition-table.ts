import { problemKinds, SkeinError, type Category, type ProblemCode } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import type { Log } from '@skein/platform';
import type { DeadLetters } from '../dead-letters/dead-letters.ts';
import { OwnedPartition } from './owned-partition.ts';
import type { PartitionPorts } from './partition-ports.ts';

// What a group in flight needs at most, as long as nothing is wrong; beyond that its commands are handed over in doubt.
const FINISH_MS = 300;

/** The partitions that this process owns at the moment. */
export class PartitionTable {
  readonly #owned = new Map<string, OwnedPartition>();
  /** Lost already; their last groups end. */
  readonly #ending = new Map<OwnedPartition, Promise<void>>();
  #closed = false;
  /** Called when the set changes. */
  onChange: () => void = () => undefined;

  constructor(
    private readonly ports: Omit<PartitionPorts, 'report'>,
    private readonly deadLetters: DeadLetters,
    private readonly log: Log,
  ) {}

  /** `from`: where its commands topic is read on, when that is known before the first record. */
  own(category: Category, partition: number, from?: number): void {
    for (const before of this.#ending.keys()) if (before.category === category && before.partition === partition) before.shell.revoke();
    const ports: PartitionPorts = { ...this.ports, report: (problem) => this.report(problem) };
    const owner = new OwnedPartition(category, partition, deciderOf(category), ports, this.deadLetters, from);
    this.#owned.set(`${category}/${partition}`, owner);
    owner.shell.start();
    this.onChange();
  }

  /** The partition is somebody else's: it takes nothing any more, what is in flight comes to its end, and the rest is handed over. */
  async revoke(category: Category, partition: number): Promise<void> {
    const key = `${category}/${partition}`;
    const owner = this.#owned.get(key);
    if (!owner) return;
    this.#owned.delete(key);
    const ended = this.#end(owner);
    this.#ending.set(owner, ended);
    this.onChange();
    await ended;
    this.#ending.delete(owner);
  }

  async #end({ shell }: OwnedPartition): Promise<void> {
    await shell.idle(FINISH_MS);
    shell.revoke();
  }

  /** Takes nothing more from callers of this process, and resolves when what was taken is decided, or does not come to its end. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.all().map(({ shell }) => shell.idle(FINISH_MS)));
  }

  /** Resolves when all are handed over, those too that were lost before and come to their end. */
  async revokeAll(): Promise<void> {
    await Promise.all([...this.all().map(({ category, partition }) => this.revoke(category, partition)), ...this.#ending.values()]);
  }

  /** The owner that takes a caller's command here, if any. */
  taking(category: Category, partition: number): OwnedPartition | undefined {
    return this.#closed ? undefined : this.owned(category, partition);
  }

  owned(category: Category, partition: number): OwnedPartition | undefined {
    return this.#owned.get(`${category}/${partition}`);
  }

  /** As `owned`; throws `service.not-ready` when it is not here any more. */
  here(category: Category, partition: number): OwnedPartition {
    const owner = this.owned(category, partition);
    if (!owner) throw new SkeinError('service.not-ready', `${category}/${partition} is not owned here any more.`);
    return owner;
  }

  all(): OwnedPartition[] {
    return [...this.#owned.values()];
  }

  /**
   * Where deadlines may be fired: partitions that decide, and are less than half full. One that is parked takes none, so that its
   * deadlines neither pile up nor keep those of others from being read; `more` says that some will take them soon.
   */
  takingTimers(queueLimit: number): { taking: { category: Category; partition: number }[]; more: boolean } {
    const alive = this.all().filter(({ shell }) => shell.parkedBecause === undefined);
    const taking = alive.filter(({ shell }) => shell.status.phase === 'ready' && shell.backlog < queueLimit / 2);
    return { taking: taking.map(({ category, partition }) => ({ category, partition })), more: taking.length < alive.length };
  }

  report({ code, category, partition, detail }: { code: ProblemCode; category: Category; partition: number; detail: string }): void {
    const level = problemKinds[code].status === 503 && code === 'service.unavailable' ? 'warn' : 'error';
    this.log[level](detail, { code, category, partition });
  }
}
