import { readFileSync } from 'node:fs';

// Linux counts in ticks of 10 ms on every machine that Node runs on.
const US_PER_TICK = 10_000;

/** CPU time in µs: of this process, and of the backend that works for it. */
export interface Cpu {
  client: number;
  postgres: number;
}

/** What this process has used so far. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** What another process has used so far; fields as `proc_pid_stat(5)` has them, after the name in brackets. */
export function cpuOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * US_PER_TICK;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
