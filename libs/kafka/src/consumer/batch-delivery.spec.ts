import { describe, expect, it } from '@jest/globals';
import type { EachBatchPayload } from 'kafkajs';
import { BatchDelivery } from './batch-delivery.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import { Heart } from './heart.ts';
import { HeldPartitions } from './held-partitions.ts';

const place = { topic: 't', partition: 0 };

/** One partition with the records 5, 6 and 7, held from offset 5 on by the member that the group knows. */
function delivering(handle: (batch: ConsumedBatch, held: HeldPartitions) => Promise<void>) {
  const held = new HeldPartitions();
  held.assign([place], false);
  held.get(place)!.position = 5;
  const delivered: number[][] = [];
  const resolved: string[] = [];
  const delivery = new BatchDelivery({
    held,
    heart: new Heart(1_000, () => undefined),
    log: () => undefined,
    onBatch: (batch) => {
      delivered.push(batch.records.map(({ offset }) => offset));
      return handle(batch, held);
    },
    onTruncated: (_, problem) => {
      throw problem;
    },
  });
  const message = (offset: number) => ({ offset: String(offset), key: null, value: Buffer.from('x'), timestamp: '0', attributes: 0 });
  const fetch = () =>
    delivery.take({
      batch: { ...place, highWatermark: '8', messages: [5, 6, 7].map(message), lastOffset: () => '7' },
      heartbeat: async () => undefined,
      resolveOffset: (offset: string) => void resolved.push(offset),
      isStale: () => false,
      isRunning: () => true,
    } as unknown as EachBatchPayload);
  return { held, delivered, resolved, fetch, position: () => held.get(place)?.position };
}

describe('a batch', () => {
  it('is behind the consumer once its handler has taken it', async () => {
    const { delivered, resolved, fetch, position } = delivering(async () => undefined);
    await fetch();
    await fetch();
    expect(delivered).toEqual([[5, 6, 7]]);
    expect([position(), resolved]).toEqual([8, ['7', '7']]);
  });

  it.each([
    ['returns', async () => undefined],
    ['rejects', () => Promise.reject(new Error('given up'))],
  ])('comes again to a partition that was kept when its handler %s early because the group rebalances', async (_, end) => {
    let times = 0;
    const { held, delivered, resolved, fetch, position } = delivering(async (batch, all) => {
      if (++times > 1) return;
      all.interrupt('the group rebalances');
      expect(batch.signal.aborted).toBe(true);
      await end();
    });
    await fetch();
    expect([position(), resolved]).toEqual([5, []]);
    expect(held.assign([place], true).kept).toEqual([place]);
    await fetch();
    expect(delivered).toEqual([
      [5, 6, 7],
      [5, 6, 7],
    ]);
    expect([position(), resolved]).toEqual([8, ['7']]);
  });

  it('moves nothing when its partition was lost while its handler worked', async () => {
    const { resolved, fetch, position } = delivering(async (_, all) => void all.assign([], true));
    await fetch();
    expect([position(), resolved]).toEqual([undefined, []]);
  });
});
