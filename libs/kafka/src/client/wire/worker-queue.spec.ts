import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { workerQueue } from './worker-queue.ts';

const require = createRequire(import.meta.url);
type Handler = (batch: number) => Promise<void>;
type Worker = Parameters<typeof workerQueue<number>>[0]['workers'][number];
const stock = require('kafkajs/src/consumer/workerQueue.js') as typeof workerQueue<number>;
const createWorker = require('kafkajs/src/consumer/worker.js') as (of: { handler: Handler; workerId: number }) => Worker;

/** Workers of kafkajs that tell how many of them work, and in which order they took batches. */
function workersOf(count: number, handler: Handler) {
  const seen = { now: 0, taken: [] as number[], started: 0 };
  const work: Handler = async (batch) => {
    seen.taken.push(batch);
    seen.now++;
    await handler(batch).finally(() => seen.now--);
  };
  const workers = Array.from({ length: count }, (_, workerId) => createWorker({ handler: work, workerId })).map(({ run }) => ({
    run: (source: Parameters<Worker['run']>[0]) => (seen.started++, run(source)),
  }));
  return { seen, workers };
}

describe.each([
  ['stock', stock],
  ['patched', workerQueue<number>],
])('the %s queue of batches', (_, queueOf) => {
  it('handles all batches of all fetches, as many at once as there are workers', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { seen, workers } = workersOf(3, () => released);
    const { push } = queueOf({ workers });
    const first = push(1, 2);
    await turn();
    const second = push(3, 4, 5);
    await turn();
    expect(seen).toMatchObject({ now: 3, taken: [1, 2, 3] });
    release();
    await Promise.all([first, second]);
    expect(seen.taken).toEqual([1, 2, 3, 4, 5]);
  });

  it('rejects a fetch of which a batch failed, after all of its batches, and goes on with the next', async () => {
    const { seen, workers } = workersOf(1, (batch) => (batch === 1 ? Promise.reject(new Error('no')) : Promise.resolve()));
    const { push } = queueOf({ workers });
    await expect(push(1, 2)).rejects.toThrow('no');
    await push(3);
    expect(seen.taken).toEqual([1, 2, 3]);
  });
});

it('sets no more workers going than there are batches', async () => {
  const { seen, workers } = workersOf(32, () => Promise.resolve());
  await workerQueue({ workers }).push(1, 2);
  expect(seen.started).toBe(2);
});
