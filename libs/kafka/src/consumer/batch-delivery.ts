import type { SkeinError } from '@skein/contracts';
import type { EachBatchPayload } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaLog } from '../client/kafka-options.ts';
import { offsetOf } from '../client/offset.ts';
import type { ConsumeOptions } from './consume-options.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import type { Heart } from './heart.ts';
import { keyOfPlace, type HeldPartition, type HeldPartitions } from './held-partitions.ts';
import { readMessage } from './read-message.ts';
import { truncatedLog } from './truncated-log.ts';

export interface DeliveryParts {
  held: HeldPartitions;
  heart: Heart;
  log: KafkaLog;
  onBatch: ConsumeOptions['onBatch'];
  /** The log ends before the position that was reached: records that were acknowledged are gone. */
  onTruncated(held: HeldPartition, problem: SkeinError): void;
}

/** Hands batches to the handler, one of a partition after another, and again until it has taken them. */
export class BatchDelivery {
  readonly #parts: DeliveryParts;
  readonly #running = new Map<string, Promise<void> | undefined>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** What kafkajs calls. Never rejects for a fault of the handler: a TypeError there would end the consumer for good. */
  async take(payload: EachBatchPayload): Promise<void> {
    const key = keyOfPlace(payload.batch);
    // A rebalance does not wait for every handler; the one of the assignment before must end first.
    await this.#running.get(key);
    const running = this.#deliver(payload);
    this.#running.set(key, running);
    await running;
    // Not deleted: a map that grows and shrinks keeps what was in it, see docs/decisions/0028.
    if (this.#running.get(key) === running) this.#running.set(key, undefined);
  }

  async #deliver({ batch, heartbeat, resolveOffset, isStale, isRunning }: EachBatchPayload): Promise<void> {
    const { held: all, heart } = this.#parts;
    const held = all.get(batch);
    if (!held || held.position === undefined || held.paused || isStale() || !isRunning()) return;
    const start = held.position;
    const highWatermark = offsetOf(batch.highWatermark);
    if (highWatermark < start) return this.#parts.onTruncated(held, truncatedLog(held, start, highWatermark));
    const records = batch.messages.map(readMessage).filter(({ offset }) => offset >= start);
    if (records.length > 0) {
      if (held.handling.signal.aborted) held.handling = new AbortController();
      const { topic, partition } = held;
      const signal = held.handling.signal;
      if (!(await heart.during(heartbeat, () => this.#handle({ topic, partition, records, highWatermark, signal })))) return;
    }
    if (held.position !== start || all.get(held) !== held) return; // sought elsewhere, or lost, in the meantime
    held.position = Math.max(start, offsetOf(batch.lastOffset()) + 1);
    resolveOffset(batch.lastOffset());
  }

  /** Answers whether the handler has taken the batch; gives up only when the batch's signal is aborted. */
  async #handle(batch: ConsumedBatch): Promise<boolean> {
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      try {
        await this.#parts.onBatch(batch);
        // A handler that was told to give up may have done so without a word. What it took after all it knows by its ids when it comes again.
        return !batch.signal.aborted;
      } catch (error) {
        if (batch.signal.aborted) return false;
        const { topic, partition } = batch;
        const stack = error instanceof Error ? error.stack : '';
        this.#parts.log('error', 'a batch failed and comes again', { topic, partition, wait, error: String(error), stack });
      }
      await pause(wait, undefined, { signal: batch.signal }).catch(() => undefined);
      if (batch.signal.aborted) return false;
    }
  }
}
