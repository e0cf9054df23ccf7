import { usageOf } from './process-times.ts';

/** CPU seconds by process while something ran; empty where they cannot be read. */
export type CpuSeconds = Record<string, number>;

/** Runs `work` and tells what each of the processes used meanwhile, this one (which makes the load) among them as `client`. */
export async function metered<T>(pids: Readonly<Record<string, number>>, work: () => Promise<T>): Promise<{ result: T; cpu: CpuSeconds }> {
  const watched = { ...pids, client: process.pid };
  const before = await usageOf(watched);
  const result = await work();
  const after = await usageOf(watched);
  const cpu = Object.entries(after ?? {}).map(([name, { cpuSeconds }]) => [name, round(cpuSeconds - (before?.[name]?.cpuSeconds ?? 0))]);
  return { result, cpu: Object.fromEntries(cpu) as CpuSeconds };
}

const round = (seconds: number) => Math.round(seconds * 100) / 100;
