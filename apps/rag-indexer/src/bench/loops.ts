import { setTimeout as sleep } from 'node:timers/promises';
import { numbers } from './search-load.ts';

/** In ms. */
export interface Latencies {
  p50: number;
  p95: number;
  p99: number;
}

export interface Looped {
  ms: number;
  latencies: Latencies;
}

/** So many at the same time; each next one begins when one is answered. */
export async function closedLoop<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<unknown>): Promise<Looped> {
  const [times, waiting, started] = [[] as number[], items.toReversed(), performance.now()];
  const worker = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const since = performance.now();
      await work(item);
      times.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { ms: performance.now() - started, latencies: latenciesOf(times) };
}

/** They come at random times, so many per second on average, whoever still waits. The time of each begins when it was due, not when somebody got to it. */
export async function openLoop<T>(items: readonly T[], perSecond: number, work: (item: T) => Promise<unknown>): Promise<Looped> {
  const [times, below, started] = [[] as number[], numbers(815), performance.now()];
  const running: Promise<void>[] = [];
  let due = started;
  for (const item of items) {
    due += (-Math.log((below(1_000_000) + 1) / 1_000_001) / perSecond) * 1_000;
    const early = due - performance.now();
    if (early > 1) await sleep(early);
    const since = due;
    running.push(work(item).then(() => void times.push(performance.now() - since)));
  }
  await Promise.all(running);
  return { ms: performance.now() - started, latencies: latenciesOf(times) };
}

function latenciesOf(times: number[]): Latencies {
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN).toFixed(2));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
