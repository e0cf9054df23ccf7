import { errorText } from './error-text.ts';
import type { PartitionBatch, ProduceResult, RecordProducer } from '@skein/kafka';

// Far below what a broker reads at once (100 MiB): one request that is too large would put all its partitions in doubt.
const REQUEST_BYTES = 16 * 1024 * 1024;

interface Waiting {
  batch: PartitionBatch;
  alone: boolean;
  resolve: (result: ProduceResult) => void;
}

/**
 * The way of all appends of this process: what gathers while a request is in flight goes out together in the next one, so that one
 * request serves every partition that has work. An `alone` batch gets a request of its own.
 */
export class ProduceLane {
  #waiting: Waiting[] = [];
  #busy = false;
  #producer: RecordProducer | undefined;

  constructor(private readonly connect: () => Promise<RecordProducer>) {}

  /** Makes the producer ahead, so that the first append need not wait for it. */
  async prepare(): Promise<void> {
    this.#producer ??= await this.connect();
  }

  append(batch: PartitionBatch, { alone }: { alone: boolean }): Promise<ProduceResult> {
    const { promise, resolve } = Promise.withResolvers<ProduceResult>();
    this.#waiting.push({ batch, alone, resolve });
    void this.#run();
    return promise;
  }

  /** What is in flight becomes doubt, and can be sent by nobody any more. What only waits goes out through the next producer: whoever gave it up has no harm of it, since it is linked or void. */
  dropProducer(): void {
    this.#producer?.discard('an append is in doubt');
    this.#producer = undefined;
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const group = this.#take();
      const results = await this.#send(group.map((one) => one.batch));
      group.forEach((one, index) => one.resolve(results[index]!));
    }
    this.#busy = false;
  }

  /** A partition takes part once in a request; what else it has waits for the next one. */
  #take(): Waiting[] {
    const first = this.#waiting[0]!;
    if (first.alone) return this.#waiting.splice(0, 1);
    const places = new Set<string>();
    const [taken, left]: [Waiting[], Waiting[]] = [[], []];
    let bytes = 0;
    for (const one of this.#waiting) {
      const place = `${one.batch.topic}/${one.batch.partition}`;
      bytes += one.batch.records.reduce((sum, { value }) => sum + value.length, 0);
      const waits = one.alone || places.has(place) || (taken.length > 0 && bytes > REQUEST_BYTES);
      (waits ? left : taken).push(one);
      places.add(place);
    }
    this.#waiting = left;
    return taken;
  }

  async #send(batches: PartitionBatch[]): Promise<ProduceResult[]> {
    try {
      if (!this.#producer || this.#producer.discarded) this.#producer = await this.connect();
    } catch (error) {
      return batches.map(() => ({ kind: 'not-sent', why: errorText(error) }));
    }
    return this.#producer.produce(batches);
  }
}
