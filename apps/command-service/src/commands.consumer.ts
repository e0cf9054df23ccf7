import type { SkeinError } from '@skein/contracts';
import type { Operated } from '@skein/service';
import type { PartitionRef, PartitionStatus } from '@skein/postgres';
import type { AssignmentChange, BatchConsumer, ConsumedBatch, KafkaConnection, TopicPartition } from '@skein/kafka';
import { BackPressure } from './intake/back-pressure.ts';
import { CommandTopics } from './intake/command-topics.ts';
import { lostEnd } from './intake/lost-end.ts';
import { OffsetCommits } from './intake/offset-commits.ts';
import type { RecordIntake } from './intake/record-intake.ts';
import type { PartitionTable } from './owner/partition-table.ts';

export interface ConsumerSettings {
  topicPrefix: string;
  queueLimit: number;
}

const COMMIT_EVERY_MS = 1_000;

/** The commands topics of all categories: their partitions are owned by who reads them. */
export class CommandsConsumer implements Operated {
  readonly part = 'owner';
  readonly #topics: CommandTopics;
  readonly #commits: OffsetCommits;
  readonly #pressure: BackPressure;
  /** Assigned here and parked on purpose, with where to read on. */
  readonly #held = new Map<string, PartitionRef & { offset: number | undefined }>();
  #holds: ReadonlySet<string> = new Set();
  #consumer: BatchConsumer | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly table: PartitionTable,
    private readonly intake: RecordIntake,
    private readonly settings: ConsumerSettings,
    private readonly crashed: (error: Error) => void,
  ) {
    this.#topics = new CommandTopics(settings.topicPrefix);
    this.#commits = new OffsetCommits(this.#topics);
    this.#pressure = new BackPressure(this.#topics, settings.queueLimit);
  }

  /** `left`: called when the group has been left by `leave`. */
  async start(left: () => void): Promise<void> {
    this.#consumer = await this.kafka.consume({
      groupId: `${this.settings.topicPrefix}command-service`,
      topics: this.#topics.names(),
      // 3 s: after a kill -9 the group waits this long before anyone takes over, and callers wait with it.
      sessionTimeoutMs: 3_000,
      // Who is left learns by a heartbeat that it may take over; the session cannot be much shorter, the way to know of its end can.
      heartbeatMs: 300,
      onAssignment: (change) => this.#assign(change),
      onBatch: (batch) => this.#onBatch(batch),
      onLeft: left,
      onTruncated: (problem) => this.#lostItsEnd(problem),
      onCrash: this.crashed,
    });
    this.#timer = setInterval(() => void this.#tick(), COMMIT_EVERY_MS);
  }

  /** Another replica may have left the group. */
  groupMayHaveChanged(): void {
    this.#consumer?.groupMayHaveChanged();
  }

  /** Leaves the group at once, so that others need not wait for a session to end: what is in flight ends while they join. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    const committed = this.#commit(); // on its way before the leave, which it must not hold up: being behind is harmless
    await this.#consumer?.stop();
    await committed;
  }

  restart(of?: PartitionRef): void {
    for (const ref of this.#here()) {
      if (of && refKey(of) !== refKey(ref)) continue;
      const held = this.#held.get(refKey(ref));
      // What the owner before had taken and not settled is read again.
      const offset = held ? held.offset : this.table.owned(ref.category, ref.partition)?.committable();
      this.#forget(ref);
      if (offset !== undefined) this.#consumer?.seek(this.#topics.placeOf(ref), offset);
      this.#consumer?.resume([this.#topics.placeOf(ref)]);
      this.#begin(ref, offset);
    }
  }

  hold(places: readonly PartitionRef[]): void {
    this.#holds = new Set(places.map(refKey));
    for (const place of this.#here()) {
      if (this.#holds.has(refKey(place)) !== this.#held.has(refKey(place))) this.restart(place);
    }
  }

  statuses(): Omit<PartitionStatus, 'part' | 'replica'>[] {
    const held = [...this.#held.values()].map(({ category, partition }) => ({ category, partition, phase: 'held', seq: 0, waiting: 0 }));
    const owned = this.table.all().map(({ category, partition, shell, unreadBecause }) => {
      const { phase, seq, backlog } = shell.status;
      return { category, partition, phase, seq, waiting: backlog, parkedBecause: shell.parkedBecause, unreadBecause };
    });
    return [...owned, ...held];
  }

  #here(): PartitionRef[] {
    return [...this.table.all(), ...this.#held.values()].map(({ category, partition }) => ({ category, partition }));
  }

  #assign({ added, lost }: AssignmentChange): void {
    for (const place of lost) this.#forget(this.#topics.refOf(place));
    for (const ref of added.map((place) => this.#topics.refOf(place))) {
      this.#forget(ref); // it may have been somebody else's in between
      this.#begin(ref);
    }
  }

  #begin(ref: PartitionRef, offset?: number): void {
    if (!this.#holds.has(refKey(ref))) return this.table.own(ref.category, ref.partition, offset);
    this.#held.set(refKey(ref), { ...ref, offset });
    this.#consumer?.pause([this.#topics.placeOf(ref)]);
  }

  #forget(ref: PartitionRef): void {
    this.#commits.forget(ref);
    this.#pressure.forget(ref);
    this.#held.delete(refKey(ref));
    void this.table.revoke(ref.category, ref.partition);
  }

  async #onBatch(batch: ConsumedBatch): Promise<void> {
    const ref = this.#topics.refOf(batch);
    if (this.#leave(ref, batch)) return;
    await this.intake.take(batch, ref.category, () => (this.#leave(ref, batch) ? undefined : this.table.here(ref.category, ref.partition)));
    this.#regulate(ref);
  }

  /** Records of a partition that is parked on purpose stay where they are: they are read again when it is released. */
  #leave(ref: PartitionRef, { records }: ConsumedBatch): boolean {
    const held = this.#held.get(refKey(ref));
    if (!held) return false;
    held.offset ??= records[0]?.offset;
    this.#consumer?.pause([this.#topics.placeOf(ref)]);
    return true;
  }

  /** What was read is of a topic that is no more; what is in it now waits until somebody has looked. */
  #lostItsEnd({ facts }: SkeinError): void {
    const { position, end, ...place } = facts as unknown as TopicPartition & { position: number; end: number };
    const ref = this.#topics.refOf(place);
    const held = this.#held.get(refKey(ref));
    if (held) held.offset = 0;
    this.#pressure.forget(ref);
    this.table.owned(ref.category, ref.partition)?.commandsLost();
    this.table.report({ code: 'log.truncated', ...ref, detail: lostEnd(place, position, end, ref) });
    void this.#commit();
  }

  #regulate(ref: PartitionRef): void {
    const owner = this.table.owned(ref.category, ref.partition);
    if (!owner?.unreadBecause) this.#pressure.regulate(this.#consumer, ref, owner?.shell.backlog ?? 0);
  }

  async #tick(): Promise<void> {
    for (const ref of this.#pressure.full()) this.#regulate(ref);
    await this.#commit();
  }

  async #commit(): Promise<void> {
    if (this.#consumer) await this.#commits.commit(this.#consumer, this.table.all());
  }
}

const refKey = ({ category, partition }: PartitionRef) => `${category}/${partition}`;
