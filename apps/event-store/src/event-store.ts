import { checkTopics, ensureTopics, type KafkaConnection } from '@skein/kafka';
import type { Log } from '@skein/platform';
import type { Database } from '@skein/postgres';
import { GroupNews, OperatorsDesk } from '@skein/service';
import type { EventStoreConfig } from './app.config.ts';
import { StreamFolds } from './folds/stream-folds.ts';
import { CursorsRepository } from './writing/cursors.repository.ts';
import { EventLogConsumer } from './writing/event-log.consumer.ts';
import { GroupWriter } from './writing/group-writer.ts';

/** The writing half of the service: from the events topics into Postgres. */
export class EventStore {
  readonly consumer: EventLogConsumer;
  readonly #operators: OperatorsDesk;
  #news: GroupNews | undefined;
  #handedOver: Promise<void> | undefined;

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly database: Database,
    private readonly config: EventStoreConfig,
    private readonly log: Log,
    crashed: (error: Error) => void,
  ) {
    const folds = new StreamFolds();
    const writer = new GroupWriter(database, folds, {
      writers: 3,
      records: 1_000,
      brokenStream: (stream, err) => log.error('the rows of a stream cannot be kept; its history is whole', { ...stream, err }),
      failed: (err) => log.warn('a group could not be written; tried again', { err }),
    });
    const cursors = new CursorsRepository(database);
    this.consumer = new EventLogConsumer({ kafka, cursors, writer, folds, log, topicPrefix: config.TOPIC_PREFIX, crashed });
    this.#operators = new OperatorsDesk(database, this.consumer, log);
  }

  async start(): Promise<void> {
    const topics = { prefix: this.config.TOPIC_PREFIX, partitions: this.config.PARTITIONS };
    await ensureTopics(this.kafka.admin, topics);
    for (const warning of await checkTopics(this.kafka.admin, topics)) this.log.warn(warning);
    await this.#operators.start();
    const group = `${this.config.TOPIC_PREFIX}event-store`;
    this.#news = await GroupNews.listen(this.database, group, this.log, () => this.consumer.groupMayHaveChanged());
    await this.consumer.start(() => this.#news?.left());
  }

  /** Gives every partition to the other replicas. */
  handOver(): Promise<void> {
    return (this.#handedOver ??= this.consumer.stop());
  }

  async stop(): Promise<void> {
    await this.#operators.stop();
    await this.handOver();
    await this.#news?.stop();
  }
}
