import { usageOf } from '../process/process-times.ts';

export interface IdleFigures {
  seconds: number;
  /** Part of one core; all processes together, and each. Absent where it cannot be read. */
  cpu?: number;
  cpuBy?: Record<string, number>;
  memoryGiB?: number;
}

/** What a deployment uses while nothing is asked of it. */
export async function idle(pids: Readonly<Record<string, number>>, seconds: number): Promise<IdleFigures> {
  const before = await usageOf(pids);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = await usageOf(pids);
  if (!before || !after) return { seconds };
  const share = (name: string) => ((after[name]?.cpuSeconds ?? 0) - (before[name]?.cpuSeconds ?? 0)) / seconds;
  const cpuBy = Object.fromEntries(Object.keys(after).map((name) => [name, Number(share(name).toFixed(4))]));
  const memory = Object.values(after).reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const cpu = Object.values(cpuBy).reduce((sum, one) => sum + one, 0);
  return { seconds, cpu: Number(cpu.toFixed(3)), cpuBy, memoryGiB: Number((memory / 2 ** 30).toFixed(2)) };
}
