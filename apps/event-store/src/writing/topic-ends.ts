import type { KafkaAdmin, PartitionOffsets } from '@skein/kafka';

/** Tells where partitions begin and end; those of one topic that are asked for in one turn share a question. */
export class TopicEnds {
  readonly #asking = new Map<string, Promise<PartitionOffsets[]>>();

  constructor(private readonly admin: Pick<KafkaAdmin, 'offsets'>) {}

  async of(topic: string, partition: number): Promise<{ logStart: number; highWatermark: number }> {
    const found = (await this.#ask(topic)).find((one) => one.partition === partition);
    if (!found) throw new RangeError(`${topic} has no partition ${partition}`);
    return { logStart: found.start, highWatermark: found.end };
  }

  #ask(topic: string): Promise<PartitionOffsets[]> {
    const known = this.#asking.get(topic);
    if (known) return known;
    const asking = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#asking.delete(topic); // who comes from here on wants a newer answer
      return this.admin.offsets(topic);
    });
    this.#asking.set(topic, asking);
    return asking;
  }
}
