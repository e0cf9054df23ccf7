interface Item<B> {
  batch: B;
  resolve(): void;
  reject(error: unknown): void;
}

interface Worker<B> {
  run(source: { next(): Item<B> | undefined }): Promise<void>;
}

/**
 * As kafkajs's queue of batches, which sets all its workers going for each fetch, one for every partition, however few batches it brought: here those
 * that find something to do.
 */
export function workerQueue<B>({ workers }: { workers: readonly Worker<B>[] }) {
  const queue: Item<B>[] = [];
  const source = { next: () => queue.shift() };
  const push = async (...batches: B[]): Promise<void> => {
    const handled = batches.map((batch) => new Promise<void>((resolve, reject) => void queue.push({ batch, resolve, reject })));
    // An idle worker takes its first batch before `run` answers.
    for (const worker of workers) {
      if (queue.length === 0) break;
      void worker.run(source);
    }
    const failed = (await Promise.allSettled(handled)).find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
  return { push, getWorkers: () => workers };
}
