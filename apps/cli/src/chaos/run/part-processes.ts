import { isRunning, sendSignal, type ProcessIdentity } from '@skein/local';
import { readdirSync, readFileSync } from 'node:fs';

/** Kills a part, or stops it and lets it go on: the database with all processes that it has made, which would work on otherwise. */
export function signalPart(identity: ProcessIdentity | undefined, signal: NodeJS.Signals): boolean {
  if (!identity || !isRunning(identity)) return false;
  for (const pid of signal === 'SIGKILL' ? [identity.pid] : [identity.pid, ...childrenOf(identity.pid)]) sendSignal(pid, signal);
  return true;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name, in parentheses, may hold anything; after it come the state and the parent.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]);
  } catch {
    return undefined; // it has ended meanwhile
  }
}
