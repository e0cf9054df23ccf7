import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetStack, startStack } from '@skein/local';
import { homePrefix, removeAbandonedHomes } from './abandoned-homes.ts';
import { keepRun } from './kept-run.ts';
import { provideTestEnvironment } from './test-environment.ts';

/** Called by jest once before the first spec file that needs the stack. */
export default async function setUp(): Promise<void> {
  await removeAbandonedHomes();
  const home = await mkdtemp(join(tmpdir(), homePrefix));
  await chmod(home, 0o711); // so that the database of a run started by root can live in it too
  const run = randomBytes(4).toString('hex');
  const stack = await startStack({ home, log: (line) => process.stderr.write(`${line}\n`) }).catch(async (error: unknown) => {
    process.stderr.write(`${String(error)}\n`); // jest shows of an error only its first line
    await resetStack(home);
    await rm(home, { recursive: true, force: true });
    throw error;
  });
  keepRun({ stack, home, run });
  provideTestEnvironment({ brokers: stack.brokers, databaseUrl: stack.databaseUrl, run });
}
