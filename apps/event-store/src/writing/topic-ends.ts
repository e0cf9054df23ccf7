import type { KafkaAdmin } from '@skein/kafka';

/** Tells where partitions begin and end. */
export class TopicEnds {
  constructor(private readonly admin: Pick<KafkaAdmin, 'offsets'>) {}

  async of(topic: string, partition: number): Promise<{ logStart: number; highWatermark: number }> {
    const found = (await this.admin.offsets(topic)).find((one) => one.partition === partition);
    if (!found) throw new RangeError(`${topic} has no partition ${partition}`);
    return { logStart: found.start, highWatermark: found.end };
  }
}
