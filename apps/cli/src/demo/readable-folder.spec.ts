import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustBeReadable } from './readable-folder.ts';

describe('a folder to survey', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'skein-folder-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('may be empty', () => expect(mustBeReadable(home)).resolves.toBeUndefined());

  it('must be there, and be a folder', async () => {
    await writeFile(join(home, 'file'), '');
    for (const name of ['gone', 'file']) await expect(mustBeReadable(join(home, name))).rejects.toMatchObject({ code: 'survey.no-folder' });
  });

  // Whoever runs this may be allowed everything; a link to itself cannot be opened by anybody.
  it('that is there but cannot be opened is not called missing', async () => {
    await symlink('loop', join(home, 'loop'));
    await expect(mustBeReadable(join(home, 'loop'))).rejects.toMatchObject({ code: 'survey.unreadable-folder' });
  });
});
