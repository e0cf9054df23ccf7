import { setTimeout as after } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** A signal, and how long to wait for the process to end before the next one is sent. */
export interface EndingStep {
  signal: NodeJS.Signals;
  waitMs: number;
}

/** Ends a process that is not a child of this one, and waits until it is gone. Other processes with the same pid are left alone. */
export async function endProcess(identity: ProcessIdentity, steps: readonly EndingStep[]): Promise<void> {
  for (const { signal, waitMs } of steps) {
    if (!isRunning(identity)) return;
    sendSignal(identity.pid, signal);
    await untilEnded(identity, waitMs);
  }
}

/** Waits until a process has ended; false when it still runs after that time. */
export async function untilEnded(identity: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  // Only children announce their end: for others there is nothing but asking.
  while (isRunning(identity) && performance.now() < deadline) await after(50);
  return !isRunning(identity);
}

/** Sends a signal; a process that has just ended is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
