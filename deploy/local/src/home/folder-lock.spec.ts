import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identify } from '../process/process-identity.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';

const folders: string[] = [];
const folder = async () => {
  const made = await mkdtemp(join(tmpdir(), 'skein-lock-'));
  folders.push(made);
  return made;
};
afterAll(() => Promise.all(folders.map((made) => rm(made, { recursive: true }))));

const taken = (result: unknown): result is FolderLock => typeof result === 'object' && result !== null && 'release' in result;

describe('the lock of a folder', () => {
  it('goes to one of many who ask at the same moment; the others learn who has it', async () => {
    const home = await folder();
    const results = await Promise.all(Array.from({ length: 20 }, () => lockFolder(home, 'stack')));
    expect(results.filter(taken)).toHaveLength(1);
    for (const other of results.filter((result) => !taken(result))) expect(other).toEqual(identify(process.pid));
  });

  it('is free again once released, and leaves no file behind', async () => {
    const home = await folder();
    const first = await lockFolder(home, 'stack');
    if (taken(first)) await first.release();
    expect(await readdir(home)).toEqual([]);
    expect(taken(await lockFolder(home, 'stack'))).toBe(true);
  });

  it('is taken over by exactly one when its holder has ended, even when another process has the pid now', async () => {
    const home = await folder();
    await writeFile(join(home, 'stack.7.lock'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    const results = await Promise.all(Array.from({ length: 20 }, () => lockFolder(home, 'stack')));
    expect(results.filter(taken)).toHaveLength(1);
    expect(await readdir(home)).toEqual(['stack.8.lock']);
  });

  it('is taken over when its file is torn', async () => {
    const home = await folder();
    await writeFile(join(home, 'stack.1.lock'), '{"pid":');
    expect(taken(await lockFolder(home, 'stack'))).toBe(true);
  });
});
