import { categories, commandsTopic, SkeinError, type Category } from '@skein/contracts';
import type { Operated } from '@skein/service';
import type { PartitionRef, PartitionStatus } from '@skein/postgres';
import type { BatchConsumer, ConsumedBatch, KafkaConnection, AssignmentChange } from '@skein/kafka';
import { setTimeout as delay } from 'node:timers/promises';
import type { DeadLetter, DeadLetters } from './dead-letters/dead-letters.ts';
import { readCommandRecord, type RecordPlace, type RecordReading } from './door/record-door.ts';
import type { CommandsTopic } from './forward/commands-topic.ts';
import type { TakenCommand } from './owner/owned-partition.ts';
import type { PartitionTable } from './owner/partition-table.ts';

export interface ConsumerSettings {
  topicPrefix: string;
  partitions: number;
  secret: string;
  localMode: boolean;
  queueLimit: number;
}

// Offsets only save work after a restart: command ids catch what is read again.
const COMMIT_EVERY_MS = 1_000;
const LAST_COMMIT_MS = 200;

/** The commands topics of all categories: their partitions are owned by who reads them, and their records are commands. */
export class CommandsConsumer implements Operated {
  readonly part = 'owner';
  readonly #topics: Map<string, Category>;
  readonly #committed = new Map<string, number>();
  readonly #paused = new Set<string>();
  /** Assigned here and parked on purpose, with where to read on. */
  readonly #held = new Map<string, PartitionRef & { offset: number | undefined }>();
  #holds: ReadonlySet<string> = new Set();
  #consumer: BatchConsumer | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly table: PartitionTable,
    private readonly topic: CommandsTopic,
    private readonly deadLetters: DeadLetters,
    private readonly settings: ConsumerSettings,
    private readonly crashed: (error: Error) => void,
  ) {
    this.#topics = new Map(categories.map((category) => [commandsTopic(category, settings.topicPrefix), category]));
  }

  async start(cluster: string): Promise<void> {
    this.#consumer = await this.kafka.consume({
      groupId: `${this.settings.topicPrefix}command-service`,
      topics: [...this.#topics.keys()],
      // 3 s: after a kill -9 the group waits this long before anyone takes over, and callers wait with it.
      sessionTimeoutMs: 3_000,
      // Who is left learns by a heartbeat that it may take over; the session cannot be much shorter, the way to know of its end can.
      heartbeatMs: 300,
      onAssignment: (change) => this.#assign(change),
      onBatch: (batch) => this.#onBatch(batch, cluster),
      onCrash: this.crashed,
    });
    this.#timer = setInterval(() => void this.#tick(), COMMIT_EVERY_MS);
  }

  /** Another replica may have left the group. */
  groupMayHaveChanged(): void {
    this.#consumer?.groupMayHaveChanged();
  }

  /** Ends what is in flight and leaves the group at once, so that others need not wait for a session to end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#consumer?.pause(this.#consumer.assigned());
    await this.table.close();
    // Being behind is harmless, so a broker that does not answer must not hold up the stop.
    await Promise.race([this.#commit(), delay(LAST_COMMIT_MS, undefined, { ref: false })]);
    await this.#consumer?.stop();
    await this.table.revokeAll();
  }

  #assign({ added, lost }: AssignmentChange): void {
    for (const { topic, partition } of lost) this.#forget(topic, partition);
    for (const { topic, partition } of added) {
      this.#forget(topic, partition); // it may have been somebody else's in between
      this.#begin({ category: this.#topics.get(topic)!, partition });
    }
  }

  restart(of?: PartitionRef): void {
    for (const { category, partition } of this.#here()) {
      if (of && refKey(of) !== refKey({ category, partition })) continue;
      const topic = commandsTopic(category, this.settings.topicPrefix);
      const held = this.#held.get(refKey({ category, partition }));
      // What the owner before had taken and not settled is read again.
      const offset = held ? held.offset : this.table.owned(category, partition)?.committable();
      this.#forget(topic, partition);
      if (offset !== undefined) this.#consumer?.seek({ topic, partition }, offset);
      this.#consumer?.resume([{ topic, partition }]);
      this.#begin({ category, partition }, offset);
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
    const owned = this.table.all().map(({ category, partition, shell }) => {
      const { phase, seq, backlog } = shell.status;
      return { category, partition, phase, seq, waiting: backlog, parkedBecause: shell.parkedBecause };
    });
    return [...owned, ...held];
  }

  #here(): PartitionRef[] {
    return [...this.table.all(), ...this.#held.values()].map(({ category, partition }) => ({ category, partition }));
  }

  #begin({ category, partition }: PartitionRef, offset?: number): void {
    if (!this.#holds.has(refKey({ category, partition }))) return this.table.own(category, partition);
    this.#held.set(refKey({ category, partition }), { category, partition, offset });
    this.#consumer?.pause([{ topic: commandsTopic(category, this.settings.topicPrefix), partition }]);
  }

  /** Records of a partition that is parked on purpose stay where they are: they are read again when it is released. */
  #leave(place: PartitionRef, { topic, partition, records }: ConsumedBatch): boolean {
    const held = this.#held.get(refKey(place));
    if (!held) return false;
    held.offset ??= records[0]?.offset;
    this.#consumer?.pause([{ topic, partition }]);
    return true;
  }

  #forget(topic: string, partition: number): void {
    this.#committed.delete(`${topic}/${partition}`);
    this.#paused.delete(`${topic}/${partition}`);
    this.#held.delete(refKey({ category: this.#topics.get(topic)!, partition }));
    void this.table.revoke(this.#topics.get(topic)!, partition);
  }

  async #onBatch(batch: ConsumedBatch, cluster: string): Promise<void> {
    const { topic, partition } = batch;
    const category = this.#topics.get(topic)!;
    if (this.#leave({ category, partition }, batch)) return;
    const readings = batch.records.map((record) => {
      const place = { cluster, topic, category, partition, offset: record.offset, timestamp: record.timestamp };
      const value = record.value?.toString('utf8') ?? null;
      return { offset: record.offset, value, ...this.#read(value, place) };
    });
    await this.deadLetters.add(readings.flatMap((one) => deadLetterOf(one, category, partition)));
    const misplaced = readings.flatMap((one) => (one.kind === 'misplaced' ? [one.command] : []));
    if (misplaced.length > 0) await this.topic.append(misplaced, { forwarded: true });
    // Not taken, so that it comes again, here or where the partition is now. Who began anew meanwhile reads from further back:
    // taken by the new owner these would let a commit pass what comes before them.
    batch.signal.throwIfAborted();
    if (this.#leave({ category, partition }, batch)) return;
    const owner = this.table.owned(category, partition);
    if (!owner) throw new SkeinError('service.not-ready', `${category}/${partition} is not owned here any more.`);
    let run: TakenCommand[] = [];
    for (const reading of readings) {
      if (reading.kind === 'command') run.push({ command: reading.command, wait: 'logged', offset: reading.offset });
      else {
        owner.take(run);
        run = [];
        owner.skip(reading.offset);
      }
    }
    owner.take(run);
    this.table.forwarded += misplaced.length;
    this.#regulate(topic, partition);
  }

  /** Whatever a record is, it must not hold up those behind it. */
  #read(value: string | null, place: RecordPlace): RecordReading {
    try {
      return readCommandRecord(value, place, this.settings);
    } catch (error) {
      return {
        kind: 'unreadable',
        code: 'command.unreadable',
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
  }

  #regulate(topic: string, partition: number): void {
    const key = `${topic}/${partition}`;
    const backlog = this.table.owned(this.#topics.get(topic)!, partition)?.shell.backlog ?? 0;
    if (backlog > this.settings.queueLimit / 2 && !this.#paused.has(key)) {
      this.#paused.add(key);
      this.#consumer?.pause([{ topic, partition }]);
    } else if (backlog < this.settings.queueLimit / 4 && this.#paused.delete(key)) this.#consumer?.resume([{ topic, partition }]);
  }

  async #tick(): Promise<void> {
    for (const key of [...this.#paused]) {
      const slash = key.lastIndexOf('/');
      this.#regulate(key.slice(0, slash), Number(key.slice(slash + 1)));
    }
    await this.#commit();
  }

  async #commit(): Promise<void> {
    const moved = this.table.all().flatMap((owner) => {
      const topic = commandsTopic(owner.category, this.settings.topicPrefix);
      const offset = owner.committable();
      return offset === undefined || this.#committed.get(`${topic}/${owner.partition}`) === offset
        ? []
        : [{ topic, partition: owner.partition, offset }];
    });
    if (moved.length === 0 || !(await this.#consumer?.commit(moved))) return;
    for (const { topic, partition, offset } of moved) this.#committed.set(`${topic}/${partition}`, offset);
  }
}

const refKey = ({ category, partition }: PartitionRef) => `${category}/${partition}`;

function deadLetterOf(
  reading: RecordReading & { offset: number; value: string | null },
  category: Category,
  partition: number,
): DeadLetter[] {
  const place = { category, partition, offset: reading.offset, value: reading.value ?? '' };
  if (reading.kind === 'unreadable') {
    const { code, error, tenant, stream, commandId } = reading;
    return [{ ...place, code, error, tenant, stream, commandId }];
  }
  if (reading.kind !== 'command' || !reading.deadLetter) return [];
  const { tenant, stream, id } = reading.command;
  return [{ ...place, ...reading.deadLetter, tenant, stream, commandId: id }];
}
