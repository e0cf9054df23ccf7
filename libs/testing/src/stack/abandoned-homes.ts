import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetStack, StackError } from '@skein/local';

/** Beginning of the name of every test run's home in the system's temporary folder. */
export const homePrefix = 'skein-test-';

// A run that has just made its folder has not locked it yet.
const youngMs = 60_000;

/** Removes the homes of test runs that were killed, with whatever still runs in them. Those of runs that go on are left alone. */
export async function removeAbandonedHomes(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(homePrefix));
  for (const home of names.map((name) => join(tmpdir(), name))) {
    const made = await stat(home).catch(() => undefined); // another run may be removing it
    if (!made || made.uid !== process.getuid?.() || Date.now() - made.mtimeMs < youngMs) continue;
    try {
      await resetStack(home);
      await rm(home, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof StackError && error.code === 'stack.already-running')) throw error;
    }
  }
}
