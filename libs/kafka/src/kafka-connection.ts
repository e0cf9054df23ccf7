import { SkeinError } from '@skein/contracts';
import type { PartitionAssigner } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { KafkaAdmin } from './admin/kafka-admin.ts';
import { openKafka } from './client/kafkajs-client.ts';
import type { KafkaLog, KafkaOptions } from './client/kafka-options.ts';
import { kafkaProblem } from './client/kafka-problem.ts';
import { patiently } from './client/patient.ts';
import { BatchConsumer } from './consumer/batch-consumer.ts';
import type { ConsumeOptions } from './consumer/consume-options.ts';
import type { TopicPartition } from './consumer/consumed-batch.ts';
import type { MemberParts } from './consumer/group-member.ts';
import { openConsumer } from './consumer/open-consumer.ts';
import { selfAssigner } from './consumer/self-assigner.ts';
import { truncatedLog } from './consumer/truncated-log.ts';
import type { ReadOptions, TopicReader } from './consumer/topic-reader.ts';
import { RecordProducer } from './producer/record-producer.ts';

const silent: KafkaLog = () => undefined;

/**
 * Connects to a cluster. Rejects with `service.unavailable` when no broker answers.
 * Whatever the connection makes (producers, consumers, readers) ends with `close`.
 */
export async function connectKafka(options: KafkaOptions): Promise<KafkaConnection> {
  const { kafka, fence } = openKafka(options, { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 });
  const admin = kafka.admin();
  try {
    await patiently(() => admin.connect());
  } catch (error) {
    fence.cut('no broker answered');
    throw kafkaProblem(error, 'answer', options.brokers);
  }
  const closeAdmin = async () => {
    await admin.disconnect();
    fence.cut('the connection was closed');
  };
  return new KafkaConnection(options, new KafkaAdmin(admin, options.brokers), closeAdmin);
}

// A record that arrives ends the wait at once. A reader's partitions stay what they are, so that nothing else has to wait for its end.
const READER_WAIT_MS = 1_000;

/** See {@link connectKafka}. */
export class KafkaConnection {
  readonly admin: KafkaAdmin;
  readonly #options: KafkaOptions;
  readonly #closeAdmin: () => Promise<void>;
  readonly #producers = new Set<RecordProducer>();
  readonly #running = new Set<{ stop(): Promise<void> }>();

  constructor(options: KafkaOptions, admin: KafkaAdmin, closeAdmin: () => Promise<void>) {
    this.#options = options;
    this.admin = admin;
    this.#closeAdmin = closeAdmin;
  }

  /**
   * A producer with sequence numbers and sockets of its own. `timeoutMs` bounds each `produce` (default 5,000; then all its batches are in
   * doubt). Rejects with `service.unavailable` when no broker answers.
   */
  async createProducer({ timeoutMs = 5_000 }: { timeoutMs?: number } = {}): Promise<RecordProducer> {
    const retry = { retries: 1, initialRetryTime: 50 };
    const { kafka, fence } = openKafka({ connectTimeoutMs: timeoutMs, ...this.#options }, retry, timeoutMs);
    const producer = kafka.producer({
      idempotent: true,
      // More would outlive our time-out, and a repeat after that is not ours to judge any more.
      retry,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    try {
      await patiently(() => producer.connect());
    } catch (error) {
      fence.cut('the producer could not be made');
      throw kafkaProblem(error, 'accept a producer', this.#options.brokers);
    }
    for (const old of this.#producers) if (old.discarded) this.#producers.delete(old);
    const made = new RecordProducer(producer, fence, timeoutMs);
    this.#producers.add(made);
    return made;
  }

  /** Joins a consumer group; resolves when it has got its first assignment. Refuses a group whose members read other topics. */
  async consume(options: ConsumeOptions): Promise<BatchConsumer> {
    const others = [...(await this.admin.topicsOfGroup(options.groupId))].filter((topic) => !options.topics.includes(topic));
    if (others.length > 0) {
      throw new SkeinError(
        'service.failed',
        `The consumer group ${options.groupId} also reads ${others.join(', ')}: partitions would go to members that never read them. ` +
          'Give this program a group of its own.',
        { groupId: options.groupId, topics: [...options.topics], others },
      );
    }
    return await this.#consume(options);
  }

  /** Reads partitions from given offsets, without a place in any lasting group. */
  async read({ topic, partitions, onRecords, ...options }: ReadOptions): Promise<TopicReader> {
    const groupId = `skein-reader-${randomUUID()}`;
    const starts = new Map(partitions.map(({ partition, offset }) => [partition, offset]));
    const onBatch: ConsumeOptions['onBatch'] = async (batch) => {
      await onRecords(batch);
      if (batch.signal.aborted) return; // it may have given up: the records come again
      // Where to go on when the reader has to begin again.
      starts.set(batch.partition, batch.records.at(-1)!.offset + 1);
    };
    const consumer = await this.#consume(
      {
        maxWaitMs: READER_WAIT_MS,
        ...options,
        groupId,
        topics: [topic],
        onBatch,
        startOffset: async ({ partition }) => starts.get(partition),
      },
      [selfAssigner(topic, [...starts.keys()])],
    );
    const stop = async () => {
      await consumer.stop();
      await this.admin.deleteGroups([groupId]).catch((error: unknown) => {
        // The broker forgets an empty group by itself after a while.
        this.#log('info', 'the group of a reader was not deleted', { groupId, error: String(error) });
      });
      this.#running.delete(reader);
    };
    let stopping: Promise<void> | undefined;
    const reader = { stop: () => (stopping ??= stop()) };
    this.#running.delete(consumer);
    this.#running.add(reader);
    return reader;
  }

  /** Stops consumers and readers, lets what producers have in flight come to its end or time-out, and closes every socket. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((one) => one.stop()));
    await Promise.all([...this.#producers].map((producer) => producer.close()));
    await this.#closeAdmin();
  }

  async #consume(options: ConsumeOptions, partitionAssigners?: PartitionAssigner[]): Promise<BatchConsumer> {
    const { groupId, topics } = options;
    const { brokers } = this.#options;
    const open: MemberParts['open'] = (mayRestart, alarm) => openConsumer(this.#options, options, mayRestart, alarm, partitionAssigners);
    const findStart = options.startOffset ?? ((place) => this.#committedOrFirst(groupId, place));
    const made = new BatchConsumer({ groupId, topics, brokers, log: this.#log, open }, options, findStart);
    this.#running.add(made);
    try {
      await made.start();
    } catch (error) {
      this.#running.delete(made);
      await made.stop();
      throw kafkaProblem(error, `let this program join the group ${groupId}`, brokers);
    }
    return made;
  }

  async #committedOrFirst(groupId: string, { topic, partition }: TopicPartition): Promise<number> {
    const [commits, offsets] = await Promise.all([this.admin.committed(groupId, topic), this.admin.offsets(topic)]);
    const { start, end } = offsets.find((one) => one.partition === partition) ?? { start: 0, end: 0 };
    const committed = commits.get(partition) ?? start;
    // Both were asked for at the same time: somebody may have read on and committed in between.
    const endNow = committed > end ? await this.admin.endOffset(topic, partition) : end;
    if (committed > endNow) throw truncatedLog({ topic, partition }, committed, endNow);
    return Math.max(start, committed);
  }

  get #log(): KafkaLog {
    return this.#options.log ?? silent;
  }
}
