import { StackError } from '../stack-error.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';

/** The lock of a home, or `stack.already-running`. */
export async function lockHome(home: string): Promise<FolderLock> {
  const lock = await lockFolder(home, 'stack');
  if ('release' in lock) return lock;
  throw new StackError('stack.already-running', `a stack is already running in ${home}`, {
    why: `process ${lock.pid} has started it.`,
    todo: `use that one, or end it (kill ${lock.pid}), or choose another folder by SKEIN_HOME.`,
  });
}
