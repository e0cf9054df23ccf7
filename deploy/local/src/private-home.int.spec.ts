import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resetStack } from './reset-stack.ts';
import { startStack } from './start-stack.ts';
import type { Stack } from './stack.ts';

/** What everybody else can read or list beneath a folder, as they would get there: through folders that they may pass. */
async function openBeneath(folder: string): Promise<string[]> {
  const { mode } = await stat(folder);
  const own = mode & 0o066 ? [folder] : [];
  if (!(mode & 0o011)) return own;
  const entries = await readdir(folder, { withFileTypes: true });
  const below = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return openBeneath(path);
      return (await stat(path)).mode & 0o066 ? [path] : [];
    }),
  );
  return [...own, ...below.flat()];
}

describe('the folder of a deployment', () => {
  let above: string;
  let home: string;
  let stack: Stack;

  beforeAll(async () => {
    above = await mkdtemp(join(tmpdir(), 'skein-private-'));
    await chmod(above, 0o755);
    home = join(above, 'home');
    stack = await startStack({ home, env: { ...process.env, KAFKA_BROKERS: '', DATABASE_URL: '' } });
  });
  afterAll(async () => {
    await stack.stop();
    await resetStack(home);
    await rm(above, { recursive: true });
  });

  it('shows other users nothing of the data, the logs and the settings of broker and database', async () => {
    expect(await openBeneath(home)).toEqual([]);
    expect((await readdir(home)).sort()).toEqual(expect.arrayContaining(['kafka', 'postgres', 'stack.json']));
  });

  it('keeps the database in it, also when another user has to get there', async () =>
    expect((await stat(join(home, 'postgres', 'files', 'data'))).isDirectory()).toBe(true));

  it('is closed again when an earlier run has left its parts open', async () => {
    await stack.stop();
    for (const part of ['kafka', 'postgres']) await chmod(join(home, part), 0o755);
    stack = await startStack({ home, env: { ...process.env, KAFKA_BROKERS: '', DATABASE_URL: '' } });
    expect(await openBeneath(home)).toEqual([]);
  });

  it('is left as it is when it was there before: it may be there for more than this', async () => {
    const given = join(above, 'given');
    await mkdir(given);
    await chmod(given, 0o755);
    await resetStack(given);
    expect((await stat(given)).mode & 0o777).toBe(0o755);
  });
});
