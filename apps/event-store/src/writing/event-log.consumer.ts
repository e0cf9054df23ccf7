import { categories, eventsTopic, type Category } from '@skein/contracts';
import type { AssignmentChange, BatchConsumer, ConsumedBatch, KafkaConnection, TopicPartition } from '@skein/kafka';
import type { Log } from '@skein/platform';
import type { Operated } from '@skein/service';
import type { PartitionRef, PartitionStatus } from '@skein/postgres';
import type { StreamFolds } from '../folds/stream-folds.ts';
import type { CursorsRepository } from './cursors.repository.ts';
import type { GroupWriter } from './group-writer.ts';
import type { PartitionPorts } from './partition-ports.ts';
import { PartitionShell } from './partition-shell.ts';
import { repairs } from './repairs.ts';
import { TopicEnds } from './topic-ends.ts';

export interface EventLogParts {
  kafka: KafkaConnection;
  cursors: CursorsRepository;
  writer: GroupWriter;
  folds: StreamFolds;
  log: Log;
  topicPrefix: string;
  crashed(error: Error): void;
}

/** Records in one transaction of one partition. */
const GROUP_RECORDS = 500;
const FINISH_MS = 300;
/** Records of one partition in memory, and their bytes: beyond the first it is not fetched, until it is below the second. */
const BACKLOG = { pause: 4_000, resume: 1_000 };
const BACKLOG_BYTES = { pause: 16 * 1024 * 1024, resume: 4 * 1024 * 1024 };

/** The events topics of all categories, one shell per partition that is assigned here. */
export class EventLogConsumer implements Operated {
  readonly part = 'store';
  readonly #topics: Map<string, Category>;
  readonly #shells = new Map<string, PartitionShell>();
  readonly #paused = new Set<string>();
  readonly #ends: TopicEnds;
  readonly #whenStarted: ((consumer: BatchConsumer) => void)[] = [];
  /** Assigned here and parked on purpose. */
  readonly #held = new Map<string, TopicPartition>();
  #holds: ReadonlySet<string> = new Set();
  #consumer: BatchConsumer | undefined;
  #cluster = '';

  constructor(private readonly parts: EventLogParts) {
    this.#topics = new Map(categories.map((category) => [eventsTopic(category, parts.topicPrefix), category]));
    this.#ends = new TopicEnds(parts.kafka.admin);
  }

  /** `left`: called as soon as `stop` has left the group. */
  async start(left: () => void): Promise<void> {
    this.#cluster = await this.parts.kafka.admin.clusterId();
    this.#consumer = await this.parts.kafka.consume({
      groupId: `${this.parts.topicPrefix}event-store`,
      topics: [...this.#topics.keys()],
      // As long as owners': callers wait for this one, too, and a takeover waits for the store.
      sessionTimeoutMs: 3_000,
      heartbeatMs: 300,
      onLeft: left,
      onAssignment: (change) => this.#assign(change),
      onBatch: (batch) => this.#onBatch(batch),
      // Positions are the store's: each partition is sought as soon as its cursor has been read and checked.
      startOffset: () => Promise.resolve(undefined),
      onTruncated: (error) => this.#shells.get(keyOf(error.facts as unknown as TopicPartition))?.storeMayHaveMoved(),
      onCrash: this.parts.crashed,
    });
    for (const act of this.#whenStarted.splice(0)) act(this.#consumer);
  }

  /** Another replica may have left the group. */
  groupMayHaveChanged(): void {
    this.#consumer?.groupMayHaveChanged();
  }

  /** What is in flight comes to its end first, so that whoever goes on finds the cursor at rest. */
  async stop(): Promise<void> {
    this.#consumer?.pause(this.#consumer.assigned());
    await Promise.all([...this.#shells.values()].map((shell) => shell.idle(FINISH_MS)));
    await this.#consumer?.stop();
    for (const shell of this.#shells.values()) shell.revoke();
    this.#shells.clear();
  }

  /** The database was away: it may have come back as it was some time ago, and nobody but us would notice while nothing is written. */
  storeMayHaveMoved(): void {
    for (const shell of this.#shells.values()) shell.storeMayHaveMoved();
  }

  get partitions(): number {
    return this.#shells.size;
  }

  #assign({ added, lost }: AssignmentChange): void {
    for (const place of lost) this.#forget(place);
    // It may have been somebody else's in between.
    for (const place of added) this.#begin(place);
  }

  restart(of?: PartitionRef): void {
    for (const place of this.#here()) {
      if (of && refKey(this.#placeOf(place)) !== refKey(of)) continue;
      this.#withConsumer((consumer) => consumer.resume([place]));
      this.#begin(place);
    }
  }

  hold(places: readonly PartitionRef[]): void {
    this.#holds = new Set(places.map(refKey));
    for (const place of this.#here()) {
      const ref = this.#placeOf(place);
      if (this.#holds.has(refKey(ref)) !== this.#held.has(keyOf(place))) this.restart(ref);
    }
  }

  statuses(): Omit<PartitionStatus, 'part' | 'replica'>[] {
    return this.#here().map((place) => {
      const shell = this.#shells.get(keyOf(place));
      const ref = this.#placeOf(place);
      if (!shell) return { ...ref, phase: 'held', seq: 0, waiting: 0 };
      return { ...ref, ...shell.status, waiting: shell.backlog, parkedBecause: shell.parkedBecause?.code };
    });
  }

  #here(): TopicPartition[] {
    const shells = [...this.#shells.values()].map(({ place: { category, partition } }) => ({
      topic: eventsTopic(category, this.parts.topicPrefix),
      partition,
    }));
    return [...shells, ...this.#held.values()];
  }

  #begin(place: TopicPartition): void {
    this.#forget(place);
    const ref = this.#placeOf(place);
    if (this.#holds.has(refKey(ref))) {
      this.#held.set(keyOf(place), place);
      return this.#withConsumer((consumer) => consumer.pause([place]));
    }
    const shell = new PartitionShell(ref, this.#portsOf(place), GROUP_RECORDS);
    this.#shells.set(keyOf(place), shell);
    shell.start();
  }

  #forget(place: TopicPartition): void {
    this.#paused.delete(keyOf(place));
    this.#held.delete(keyOf(place));
    this.#shells.get(keyOf(place))?.revoke();
    this.#shells.delete(keyOf(place));
  }

  #onBatch(batch: ConsumedBatch): Promise<void> {
    this.#shells.get(keyOf(batch))?.take(batch.records);
    this.#regulate(batch);
    return Promise.resolve();
  }

  /** Fetching and writing go on side by side, with a bounded number of records between them. */
  #regulate({ topic, partition }: TopicPartition): void {
    const key = keyOf({ topic, partition });
    const shell = this.#shells.get(key);
    if (!shell) return;
    const { backlog, backlogBytes } = shell;
    if (backlog > BACKLOG.pause || backlogBytes > BACKLOG_BYTES.pause || shell.parkedBecause) {
      if (!this.#paused.has(key)) this.#consumer?.pause([{ topic, partition }]);
      this.#paused.add(key);
    } else if (backlog < BACKLOG.resume && backlogBytes < BACKLOG_BYTES.resume && this.#paused.delete(key))
      this.#consumer?.resume([{ topic, partition }]);
  }

  #portsOf(place: TopicPartition): PartitionPorts {
    const { cursors, writer, folds, log } = this.parts;
    const ref = this.#placeOf(place);
    return {
      readCursor: async () => {
        const { clusterId, ...opened } = await cursors.open(ref, this.#cluster);
        // In this order: the topic may have grown since, and is never shorter than what was stored before.
        const ends = await this.#ends.of(place.topic, place.partition);
        return { ...opened, ends, foreignCluster: clusterId === this.#cluster ? undefined : clusterId };
      },
      seek: (offset) =>
        this.#withConsumer((consumer) => {
          this.#regulate(place); // what it was paused for may have been thrown away
          consumer.seek(place, offset);
          // It pauses a partition whose end it has passed.
          if (!this.#paused.has(keyOf(place))) consumer.resume([place]);
        }),
      commit: (job) => writer.add(job),
      dropFolds: () => folds.drop(ref),
      moved: () => this.#regulate(place),
      park: async (of, nextOffset, code, why) => {
        const detail = [why, repairs[code]].filter(Boolean).join('. ');
        log.error('a partition is parked: nothing more of it is stored until somebody acts', { ...ref, code, detail });
        this.#regulate(place);
        await cursors.park(of, nextOffset, code, detail);
      },
      unpark: (of) => cursors.unpark(of),
      failed: (what, err) => log.warn(what, { ...ref, err }),
    };
  }

  #withConsumer(act: (consumer: BatchConsumer) => void): void {
    if (this.#consumer) act(this.#consumer);
    else this.#whenStarted.push(act);
  }

  #placeOf({ topic, partition }: TopicPartition): PartitionRef {
    return { category: this.#topics.get(topic)!, partition };
  }
}

const refKey = ({ category, partition }: PartitionRef) => `${category}/${partition}`;
const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;
