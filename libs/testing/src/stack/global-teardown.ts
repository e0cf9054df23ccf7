import { rm } from 'node:fs/promises';
import { DatabaseServer, resetStack } from '@skein/local';
import { keptRun } from './kept-run.ts';
import { databasePrefix } from './test-environment.ts';

/** Called by jest once after the last spec file. */
export default async function tearDown(): Promise<void> {
  const kept = keptRun();
  if (!kept) return;
  const { stack, home, run } = kept;
  if (stack.postgres === 'given') await dropDatabases(stack.databaseUrl, databasePrefix(run));
  await stack.stop();
  await resetStack(home);
  await rm(home, { recursive: true, force: true });
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const server = new DatabaseServer(url);
  for (const name of await server.names(prefix)) await server.drop(name);
}
