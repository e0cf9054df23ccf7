import { readdir, readFile } from 'node:fs/promises';

interface ProcessTimes {
  pid: number;
  parent: number;
  /** Of the process and of its children that have ended. */
  seconds: number;
}

/** What a process and everything below it has used so far. */
export interface Usage {
  cpuSeconds: number;
  /** Of its own; what it shares with others is divided among them. */
  memoryBytes: number;
}

// Linux counts in ticks of 10 ms on every machine that Node runs on.
const TICKS_PER_SECOND = 100;

/**
 * CPU seconds and memory by name, each with all its descendants (a database is a process for every connection). Nothing where the system
 * has no `/proc`.
 */
export async function usageOf(pids: Readonly<Record<string, number>>): Promise<Record<string, Usage> | undefined> {
  const all = await allProcesses();
  if (all.length === 0) return undefined;
  const children = Map.groupBy(all, ({ parent }) => parent);
  const roots = new Set(Object.values(pids));
  const below = (one: ProcessTimes): ProcessTimes[] => [
    one,
    ...(children.get(one.pid) ?? []).filter(({ pid }) => !roots.has(pid)).flatMap(below),
  ];
  const usage = Object.entries(pids).map(async ([name, pid]): Promise<[string, Usage]> => {
    const tree = all.filter((one) => one.pid === pid).flatMap(below);
    const memory = await Promise.all(tree.map((one) => memoryOf(one.pid)));
    return [name, { cpuSeconds: sum(tree.map(({ seconds }) => seconds)), memoryBytes: sum(memory) }];
  });
  return Object.fromEntries(await Promise.all(usage));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** The proportional set size, as `proc_pid_smaps_rollup(5)` has it. */
async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => ''); // it has ended meanwhile
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

async function allProcesses(): Promise<ProcessTimes[]> {
  const names = await readdir('/proc').catch(() => []);
  const read = names.filter((name) => /^\d+$/.test(name)).map(async (name) => timesOf(Number(name)));
  return (await Promise.all(read)).filter((one) => one !== undefined);
}

/** Fields as `proc_pid_stat(5)` has them; those after the name in brackets, which may itself hold spaces. */
async function timesOf(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined); // it has ended meanwhile
  if (text === undefined) return undefined;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [utime = 0, stime = 0, ofChildren = 0, systemOfChildren = 0] = fields.slice(11, 15);
  return { pid, parent: fields[1] ?? 0, seconds: (utime + stime + ofChildren + systemOfChildren) / TICKS_PER_SECOND };
}
