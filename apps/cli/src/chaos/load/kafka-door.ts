import { commandDefinitions, commandsTopic, keyOf, partitionOf } from '@skein/contracts';
import type { KafkaConnection, RecordProducer } from '@skein/kafka';
import type { ChaosAnswer, ChaosCommand } from './sent-command.ts';

export interface KafkaPlace {
  topicPrefix: string;
  partitions: number;
  tenant: string;
  actor: string;
}

/** Nothing has left the client. */
const NOT_SENT = 'kafka.not-sent';

/** Puts commands into the commands topics, as any Kafka client would. */
export class KafkaDoor {
  #producer: RecordProducer | undefined;

  constructor(
    private readonly kafka: KafkaConnection,
    private readonly place: KafkaPlace,
  ) {}

  /** `undefined`: no answer came, so that it may be there or not. */
  async send({ id, stream, category, type, data, expectedVersion }: ChaosCommand): Promise<ChaosAnswer | undefined> {
    const { tenant, actor, topicPrefix, partitions } = this.place;
    const key = keyOf(tenant, stream);
    const value = {
      ...{ specversion: '1.0', id, source: 'skein/chaos', type: commandDefinitions.get(type)!.wireType, subject: stream },
      ...{ tenant, actor, data, ...(expectedVersion === undefined ? {} : { expectedversion: expectedVersion }) },
    };
    try {
      if (!this.#producer || this.#producer.discarded) this.#producer = await this.kafka.createProducer();
    } catch {
      return { status: 'failed', code: NOT_SENT }; // no broker there: nothing was sent
    }
    const records = [{ key, value: JSON.stringify(value) }];
    const [result] = await this.#producer.produce([
      { topic: commandsTopic(category, topicPrefix), partition: partitionOf(key, partitions), records },
    ]);
    if (result?.kind === 'appended') return { status: 'pending', durable: 'accepted' };
    this.#producer.discard('a command is in doubt');
    return result?.kind === 'not-sent' ? { status: 'failed', code: NOT_SENT } : undefined;
  }
}
