import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { endLeftOver } from './home/end-left-over.ts';
import { lockHome } from './home/lock-home.ts';
import { StackStateFile } from './home/stack-state.ts';
import { farDatabaseFolder } from './postgres/database-place.ts';

/**
 * Removes all data of the stack of a home: broker, database, state. Anything else in the folder stays. What a killed run has left running is
 * ended first. Rejects with `stack.already-running` while a stack runs there.
 */
export async function resetStack(home: string, log: (line: string) => void = () => {}): Promise<void> {
  const folder = resolve(home);
  const lock = await lockHome(folder);
  try {
    await endLeftOver(await new StackStateFile(folder).load(), log);
    const parts = [join(folder, 'kafka'), join(folder, 'postgres'), join(folder, 'stack.json'), farDatabaseFolder(folder)];
    await Promise.all(parts.map((path) => rm(path, { recursive: true, force: true })));
  } finally {
    await lock.release();
  }
}
