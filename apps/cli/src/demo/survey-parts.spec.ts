import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFiles } from './read-files.ts';
import { historyOf, readHistory } from './read-history.ts';
import { surveyReport } from './survey-report.ts';

const never = new AbortController().signal;
const commit = (author: string, date: string, subject: string, ...files: string[]) =>
  `\x01abc\x02${author}\x02${date}\x02${subject}\n\n${files.join('\n')}\n`;

describe('the historian', () => {
  const log = commit('ann', '2026-02-01T10:00:00Z', 'Second', 'a.ts', 'b.ts') + commit('bob', '2026-01-01T10:00:00Z', 'First', 'a.ts');

  it('counts commits, authors, months and the files that change most', () =>
    expect(historyOf(log)).toMatchObject({
      commits: 2,
      authors: 2,
      firstCommit: '2026-01-01T10:00:00Z',
      byMonth: { '2026-02': 1, '2026-01': 1 },
      hotFiles: [
        { path: 'a.ts', changes: 2 },
        { path: 'b.ts', changes: 1 },
      ],
      newestSubjects: ['Second', 'First'],
    }));

  it('says so when there is nothing to read', () => expect(historyOf('')).toEqual({ kind: 'no-history', why: 'it has no commits' }));
});

describe('the librarian', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'survey-'));
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'README.md'), '# Thing\n\nDoes things.\n\nMore.\n');
    await writeFile(join(folder, 'main.ts'), 'one\ntwo\n');
    await writeFile(join(folder, 'image.bin'), Buffer.from([1, 0, 2]));
    await writeFile(join(folder, 'node_modules', 'other.ts'), 'not ours\n');
    await symlink(folder, join(folder, 'loop'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("counts what is the folder's own, follows no links, and names what it left out", async () =>
    expect(await readFiles(folder, never)).toMatchObject({
      files: 2,
      lines: 7,
      readme: '# Thing\n\nDoes things.',
      skipped: [{ reason: 'binary', files: 1 }],
    }));

  it('has no history of a folder without a repository', async () =>
    expect(await readHistory(folder, never)).toMatchObject({ kind: 'no-history' }));

  it('makes a report that says so', async () => {
    const report = surveyReport('Thing', await readHistory(folder, never), await readFiles(folder, never));
    expect(report).toContain('# Survey of Thing');
    expect(report).toContain('There is no history to read');
    expect(report).toContain('| .ts | 1 | 2 |');
  });
});
