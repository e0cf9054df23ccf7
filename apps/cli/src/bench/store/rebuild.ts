import { runRows } from '../../rebuild/rows-process.ts';
import { metered, type CpuSeconds } from '../process/cpu-meter.ts';

export interface RebuildFigures {
  events: number;
  /** With the start of the program that does it, as an operator waits for it. */
  seconds: number;
  eventsPerSecond: number;
  cpu: CpuSeconds;
}

/** How fast all views and snapshots are made anew from stored events, as `skein rebuild views snapshots` does it. */
export async function rebuild({ url, pids }: { url: string; pids: Record<string, number> }, signal: AbortSignal): Promise<RebuildFigures> {
  const begun = performance.now();
  const { result, cpu } = await metered(pids, () => runRows({ databaseUrl: url }, ['views', 'snapshots'], signal, () => undefined));
  const seconds = (performance.now() - begun) / 1000;
  return { events: result.events, seconds, eventsPerSecond: Math.round(result.events / seconds), cpu };
}
