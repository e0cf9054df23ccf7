import { eventsTopic } from '@skein/contracts';
import { connectKafka, ensureTopics, type KafkaConnection, type RecordProducer } from '@skein/kafka';
import type { PartitionLog, RunningSystem } from '@skein/testing';

/** Writes events topics as an owner would, and as none would. */
export class EventsTopics {
  readonly #sent = new Map<PartitionLog, number>();

  private constructor(
    private readonly kafka: KafkaConnection,
    private readonly producer: RecordProducer,
    private readonly prefix: string,
  ) {}

  static async open({ env, prefix }: RunningSystem): Promise<EventsTopics> {
    const kafka = await connectKafka({ brokers: env['KAFKA_BROKERS']!.split(','), clientId: 'test' });
    await ensureTopics(kafka.admin, { prefix, partitions: Number(env['PARTITIONS']) });
    return new EventsTopics(kafka, await kafka.createProducer(), prefix);
  }

  /** What the log has and the topic has not. */
  async write(log: PartitionLog): Promise<void> {
    const records = log.outgoing().slice(this.#sent.get(log) ?? 0);
    this.#sent.set(log, log.records.length);
    await this.#produce(log, records);
  }

  /** Anything, at the end of the partition. */
  async writeValues(log: PartitionLog, ...values: string[]): Promise<void> {
    await this.#produce(
      log,
      values.map((value) => ({ key: 'any', value })),
    );
  }

  close(): Promise<void> {
    return this.kafka.close();
  }

  async #produce({ category, partition }: PartitionLog, records: { key: string; value: string }[]): Promise<void> {
    const [result] = await this.producer.produce([{ topic: eventsTopic(category, this.prefix), partition, records }]);
    if (result?.kind !== 'appended') throw new Error(`not appended: ${JSON.stringify(result)}`);
  }
}
