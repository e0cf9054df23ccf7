import { resolve } from 'node:path';
import { StackStateFile } from './home/stack-state.ts';
import { isRunning } from './process/process-identity.ts';
import type { PartName } from './stack.ts';

/** A stack that another process (or this one) runs in a home. */
export interface RunningStack {
  /** Process that has started it and with which it ends: a SIGTERM to it ends the stack. */
  pid: number;
  /** Ports on 127.0.0.1 of the parts it has started. */
  ports: Partial<Record<PartName, number>>;
}

/** The stack that runs in a home now; undefined when there is none. Starts and changes nothing. */
export async function runningStack(home: string): Promise<RunningStack | undefined> {
  const { owner, parts } = await new StackStateFile(resolve(home)).load();
  if (!owner || !isRunning(owner)) return undefined;
  const running = Object.entries(parts).filter(([, part]) => part.process && isRunning(part.process));
  return { pid: owner.pid, ports: Object.fromEntries(running.map(([name, part]) => [name, part.port])) };
}
