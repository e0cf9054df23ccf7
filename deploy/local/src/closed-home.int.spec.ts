import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { testStack } from '@skein/testing';
import { DatabaseServer } from './postgres/database-server.ts';
import { resetStack } from './reset-stack.ts';
import { startStack } from './start-stack.ts';

it('starts the database in a folder that is closed to all other users, also when root does it', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'skein-closed-'));
  await chmod(closed, 0o700);
  const home = join(closed, 'home');
  const env = { ...process.env, KAFKA_BROKERS: testStack().brokers.join(','), DATABASE_URL: '' };
  const stack = await startStack({ home, env });
  try {
    expect(await new DatabaseServer(stack.databaseUrl).names('skein')).toEqual(['skein']);
  } finally {
    await stack.stop();
    await resetStack(home);
    await rm(closed, { recursive: true });
  }
});

it('begins with an empty database when the home was removed by hand and is made anew', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'skein-closed-'));
  await chmod(closed, 0o700);
  const home = join(closed, 'home');
  const env = { ...process.env, KAFKA_BROKERS: testStack().brokers.join(','), DATABASE_URL: '' };
  try {
    const first = await startStack({ home, env });
    await new DatabaseServer(first.databaseUrl).create('of_the_first');
    await first.stop();
    await rm(home, { recursive: true });
    const second = await startStack({ home, env });
    const names = await new DatabaseServer(second.databaseUrl).names('of_the_first').finally(() => second.stop());
    expect(names).toEqual([]);
  } finally {
    await resetStack(home);
    await rm(closed, { recursive: true });
  }
});
