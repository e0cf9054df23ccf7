import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetFromGit } from './dataset-from-git.ts';
import { readDataset, writeDataset } from './dataset-files.ts';

let folder: string;
let repository: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skein-dataset-'));
  repository = join(folder, 'shop');
  await mkdir(repository);
  git('init', '-q', '-b', 'main');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', repository, ...identity, ...args]).toString();
}

async function commit(subject: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(repository, name), text);
  git('add', '-A');
  git('commit', '-qm', subject);
}

describe('a data set of a repository', () => {
  it('has the files as they were, what was said of them before, and asks for what came after', async () => {
    await commit('Keep orders', { 'store.ts': 'export function append() {}\n', 'größe.md': '# Sizes\n', 'package-lock.json': '{}' });
    await rename(join(repository, 'store.ts'), join(repository, 'orders.ts'));
    await commit('Call the store by what it keeps', {});
    await commit('Refuse empty baskets', { 'orders.ts': 'export function append(order) {}\n' });
    await commit('Bump zod', { 'orders.ts': 'export function append(order) { }\n' });
    await commit('Add a plan', { 'plan.md': 'later' });

    const { base, ...dataset } = await datasetFromGit(repository, 3);
    expect(base).toBe(git('rev-parse', 'HEAD~3').trim());
    expect(dataset.documents.map(({ file, symbol, history }) => [file, symbol, history])).toEqual([
      ['größe.md', 'Sizes', ['Keep orders']],
      ['orders.ts', 'append', ['Call the store by what it keeps', 'Keep orders']],
    ]);
    expect(dataset.queries.map(({ text }) => text)).toEqual(['Refuse empty baskets']);
    expect(dataset.judgements.map(({ file }) => file)).toEqual(['orders.ts']);

    await writeDataset(join(folder, 'data'), dataset);
    expect(await readDataset(join(folder, 'data'))).toEqual({ ...dataset, name: 'data' });
  });

  it('is refused with a reason when it does not hold together', async () => {
    const broken = join(folder, 'broken');
    await writeDataset(broken, {
      name: '',
      documents: [],
      queries: [{ id: '1', text: 'x' }],
      judgements: [{ query: '1', file: 'nowhere' }],
    });
    await expect(readDataset(broken)).rejects.toMatchObject({ code: 'cli.usage', why: expect.stringContaining('not there') });
    await writeFile(join(broken, 'queries.jsonl'), '{"id":1}\n');
    await expect(readDataset(broken)).rejects.toMatchObject({ code: 'cli.usage', why: expect.stringContaining('line 1') });
    await expect(readDataset(join(folder, 'none'))).rejects.toMatchObject({ code: 'cli.usage' });
    await expect(datasetFromGit(join(folder, 'none'), 1)).rejects.toMatchObject({ code: 'cli.usage' });
  });
});
