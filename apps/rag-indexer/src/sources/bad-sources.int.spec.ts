import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker } from '@skein/chunking';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexedOf } from '../fixtures/indexed.fixture.ts';
import { openIndexer } from '../fixtures/indexer.fixture.ts';
import { TestRepository } from '../fixtures/repository.fixture.ts';
import { SourceFactory } from './door/source-factory.ts';
import { GitSource } from './git/git-source.ts';
import { CloneLocks } from './door/clone-locks.ts';
import { GithubIssuesSource } from './github/github-issues-source.ts';
import { indexSource } from './index-source.ts';
import { MarkdownSource } from './markdown/markdown-source.ts';
import type { Source } from './source.ts';

describe('a source that is not as it should be', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let chunker: Chunker;
  let folder: string;
  beforeAll(async () => {
    [indexer, chunker, folder] = [await openIndexer('bad_sources'), await Chunker.load(), await mkdtemp(join(tmpdir(), 'skein-bad-'))];
  });
  afterAll(() => Promise.all([indexer.close(), chunker.close(), rm(folder, { recursive: true, force: true })]));

  const index = (source: Source, tenant: string) => indexSource(indexer.writer, source, { tenant, project: 'shop' });
  const git = (place: string, more: { ref?: string; worktree?: boolean } = {}) =>
    new GitSource({ place, ...more, dataFolder: join(folder, 'data'), environment: process.env }, chunker);
  const skippedOf = async (tenant: string, collection?: string) => {
    const { documents } = await indexedOf(indexer.database, tenant, collection);
    return Object.fromEntries(documents.map(({ key, skipped }) => [key, skipped]));
  };

  it('is refused with what is wrong: no commits, no such branch, no repository, no folder, a file, an option as a branch', async () => {
    await using repository = await TestRepository.make();
    const unusable = (message: string) => ({ code: 'index.source-unusable', message: expect.stringContaining(message) });
    await expect(index(git(repository.folder), 'no')).rejects.toMatchObject(unusable('has no commits'));
    repository.write({ a: 'a' }).commit('a');
    await expect(index(git(repository.folder, { ref: 'nowhere' }), 'no')).rejects.toMatchObject(unusable('"nowhere"'));
    await expect(index(git(repository.folder, { ref: '--output=/tmp/x' }), 'no')).rejects.toMatchObject(unusable('no name of a branch'));
    repository.write({ 'src/b': 'b' }).commit('b');
    await expect(index(git(join(repository.folder, 'src')), 'no')).rejects.toMatchObject(unusable('is a part of a repository'));
    await expect(index(git(tmpdir()), 'no')).rejects.toMatchObject(unusable('not a git repository'));
    await expect(index(git(join(folder, 'missing')), 'no')).rejects.toMatchObject(unusable('There is no folder'));
    await expect(index(git(join(repository.folder, 'a')), 'no')).rejects.toMatchObject(unusable('is a file'));
    const gone = { code: 'index.source-unreachable' };
    await expect(index(git(`file://${folder}/missing.git`), 'no')).rejects.toMatchObject(gone);
    await expect(index(git('http://127.0.0.1:9/x.git'), 'no')).rejects.toMatchObject(gone);
  });

  it('is indexed by its address as by its folder, and follows it', async () => {
    await using repository = await TestRepository.make();
    const commit = repository.write({ 'src/a.ts': 'export const ledger = 1;' }).commit('Begin');
    const address = `file://${repository.folder}`;
    expect((await index(git(address), 'mirror')).counts.documents.written).toBe(1);
    repository.write({ 'src/b.ts': 'export const month = 2;' }).commit('Go on');
    const { counts } = await index(git(address), 'mirror');
    expect(counts.documents).toMatchObject({ written: 1, unchanged: 1 });
    expect((await index(git(address), 'mirror')).work).toEqual({ listed: 0, read: 0, steps: 0 });
    expect((await index(git(address, { ref: commit }), 'mirror')).counts.documents.removed).toBe(1);
  });

  it('is given up when the other side takes the call and then says nothing', async () => {
    const calls = new Set<Socket>();
    const mute = createServer((call) => calls.add(call.on('error', () => undefined))).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const place = `https://127.0.0.1:${(mute.address() as AddressInfo).port}/x.git`;
    const source = new GitSource({ place, patienceMs: 300, dataFolder: join(folder, 'data'), environment: process.env }, chunker);
    const late = { code: 'index.source-unreachable', message: expect.stringContaining('within 0.3 s') };
    await expect(index(source, 'mute')).rejects.toMatchObject(late);
    for (const call of calls) call.destroy();
    mute.close();
  });

  it('is indexed by its address for many at the same time', async () => {
    await using repository = await TestRepository.make();
    const address = `file://${repository.folder}`;
    for (const change of ['Begin', 'Go on']) {
      for (const branch of ['one', 'two', 'three', 'main']) {
        repository.git('checkout', '--quiet', '-B', branch);
        repository.write({ [`${branch}.ts`]: `export const said = '${change}';` }).commit(change);
      }
      const runs = Array.from({ length: 6 }, (_, tenant) => index(git(address), `many-${tenant}`));
      expect((await Promise.all(runs)).map(({ counts }) => counts.documents.written)).toEqual(Array(6).fill(4));
    }
  });

  it('waits, and says so, while another process brings the same clone up to date', async () => {
    await using repository = await TestRepository.make();
    repository.write({ 'a.ts': 'export const a = 1;' }).commit('Begin');
    const place = `file://${repository.folder}`;
    const held = await indexer.database.holdLock(`skein/rag-indexer/clone/${place}`, { waitMs: 1, onTaken: () => undefined });
    const told = Promise.withResolvers<string>();
    const locks = new CloneLocks(indexer.database, { info: told.resolve });
    const options = { place, dataFolder: join(folder, 'locked'), environment: process.env };
    let done = false;
    const indexed = index(new GitSource({ ...options, alone: (...given) => locks.alone(...given) }, chunker), 'locked');
    void indexed.then(() => (done = true));
    expect([await told.promise, done]).toEqual([expect.stringContaining('a run waits'), false]);
    await held!.release();
    expect((await indexed).counts.documents.written).toBe(1);
    const again = await indexer.database.holdLock(`skein/rag-indexer/clone/${place}`, { waitMs: 1, onTaken: () => undefined });
    expect(again).toBeDefined();
    await again!.release();
  });

  it('is indexed also when what was kept of its commits is damaged', async () => {
    await using repository = await TestRepository.make();
    repository.write({ 'a.ts': 'export const a = 1;' }).commit('Begin');
    const dataFolder = join(folder, 'damaged');
    const source = new GitSource({ place: repository.folder, dataFolder, environment: process.env }, chunker);
    await index(source, 'damaged');
    const [kept] = (await readdir(dataFolder)).filter((name) => name.endsWith('.commits'));
    for (const line of ['{"id":', 'null']) {
      await writeFile(join(dataFolder, kept!), [repository.git('rev-parse', 'HEAD'), line, 'end'].join('\n'));
      repository.commit('Go on');
      expect((await index(source, 'damaged')).work.steps).toBe(Number(repository.git('rev-list', '--count', 'HEAD')));
    }
  });

  it('is indexed as far as it can be, and what cannot be is recorded with its reason', async () => {
    await using repository = await TestRepository.make();
    const files = {
      'good.ts': 'export const good = 1;',
      'long.txt': `${'x'.repeat(100_000)}\n`,
      'lines.js': `${'x'.repeat(50 * 1024 * 1024)}`,
    };
    repository.write({ ...files, 'latin.c': Buffer.from([0x2f, 0xe9, 0x0a]), 'yarn.lock': 'lock', 'evil\nname.md': '# ok' });
    await symlink('/etc/passwd', join(repository.folder, 'out'));
    await symlink('.', join(repository.folder, 'loop'));
    repository.commit('All kinds');
    await index(git(repository.folder), 'kinds');
    const expected = {
      'long.txt': 'long-lines',
      'lines.js': 'too-large',
      'latin.c': 'bad-encoding',
      'yarn.lock': 'generated',
      out: 'symlink',
      loop: 'symlink',
    };
    expect(await skippedOf('kinds')).toEqual({ ...expected, 'good.ts': null, 'evil\nname.md': null });

    execFileSync('mkfifo', [join(repository.folder, 'pipe')]);
    repository.write({ '.gitignore': 'secret\n', secret: 'no', 'fresh.ts': 'export const fresh = 1;', 'good.ts': undefined });
    await index(git(repository.folder, { worktree: true }), 'kinds');
    expect(await skippedOf('kinds')).toEqual({ ...expected, 'evil\nname.md': null, 'fresh.ts': null, '.gitignore': null });
  });

  it('is left at the edge of a folder of Markdown, however links lead out or around', async () => {
    const root = join(folder, 'notes');
    await mkdir(join(root, 'deep'), { recursive: true });
    await writeFile(join(folder, 'outside.md'), '# Secret');
    await writeFile(join(root, 'deep/plan.md'), '# Plan\n\nFirst.\n\n## Then\n\nSecond.');
    await writeFile(join(root, 'broken.md'), Buffer.from([0x23, 0xff]));
    await symlink('..', join(root, 'deep/up'));
    await symlink(join(folder, 'outside.md'), join(root, 'link.md'));
    await index(new MarkdownSource(root, chunker), 'notes');
    expect(await skippedOf('notes', 'feature_specs')).toEqual({ 'deep/plan.md': null, 'broken.md': 'bad-encoding', 'link.md': 'symlink' });
    expect((await index(new MarkdownSource(root, chunker), 'notes')).counts.documents).toMatchObject({ unchanged: 3, written: 0 });
  });

  it('is read without what the deployment keeps for itself, and never as that', async () => {
    await using repository = await TestRepository.make();
    const place = repository.folder;
    const settings = { INDEX_ROOTS: [place], INDEX_HOSTS: [], INDEX_DATA: join(place, 'data'), INDEX_EXCEPT: [join(place, 'home')] };
    const factory = new SourceFactory(settings, process.env);
    repository.write({ 'home/run.json': '{"key":"sk_1"}', 'a.ts': 'export const a = 1;', 'a.md': '# A' }).commit('Begin');
    repository.write({ 'home/services.key': 'sk_2', 'home/notes.md': '# sk_3', 'data/clone.md': '# sk_4', 'homes/b.md': '# B' });
    const files = { 'a.md': null, 'homes/b.md': null };
    for (const worktree of [true, false]) {
      for (const one of await factory.of({ kind: 'git', place, worktree })) await index(one, 'closed');
      expect(await skippedOf('closed')).toEqual(worktree ? { 'a.ts': null, ...files } : { 'a.ts': null, 'a.md': null });
    }
    for (const one of await factory.of({ kind: 'markdown', place })) await index(one, 'closed');
    expect(await skippedOf('closed', 'feature_specs')).toEqual(files);
    const refused = { code: 'index.source-not-allowed' };
    await expect(factory.of({ kind: 'markdown', place: join(place, 'home') })).rejects.toMatchObject(refused);
    await expect(factory.of({ kind: 'github-issues', place: join(place, 'home/run.json') })).rejects.toMatchObject(refused);
    await expect(factory.of({ kind: 'git', place: `file://${place}/data` })).rejects.toMatchObject(refused);
    await factory.close();
  });

  it('is an export of issues from the command line or the interface alike, or is refused', async () => {
    const file = join(folder, 'issues.json');
    const fromGh = {
      number: 1,
      title: 'Off by\0 one',
      body: 'It is.',
      state: 'OPEN',
      labels: [{ name: 'bug\0' }, 'half \ud800'],
      comments: [{ body: 'Yes', author: { login: 'ann' } }],
    };
    const fromRest = {
      number: 2,
      title: 'Again',
      body: null,
      state: 'closed',
      labels: [],
      comments: 3,
      user: { login: 'bob' },
      updated_at: '2026-01-01T00:00:00Z',
    };
    await writeFile(file, JSON.stringify([fromGh, fromRest, { ...fromRest, number: 3, pull_request: {} }]));
    await index(new GithubIssuesSource(file, chunker), 'github');
    const { chunks } = await indexedOf(indexer.database, 'github', 'issue_tracker');
    expect(chunks.map(({ title }) => title).sort()).toEqual(['#1 Off by one', '#1 Off by one: comment by ann', '#2 Again']);
    const strange = [{ number: 4, title: { odd: true } }, 'not even an object', { ...fromRest, number: 2, title: 7 }];
    await writeFile(file, JSON.stringify([fromGh, ...strange, fromRest]));
    await index(new GithubIssuesSource(file, chunker), 'github');
    const unreadable = { '4': 'unreadable', 'item 3 of the export': 'unreadable' };
    expect(await skippedOf('github', 'issue_tracker')).toEqual({ '1': null, '2': null, ...unreadable });
    expect((await indexedOf(indexer.database, 'github', 'issue_tracker')).chunks).toHaveLength(chunks.length);
    await writeFile(file, 'swordfish');
    const unread = { code: 'index.source-unusable', message: expect.not.stringContaining('sword') };
    await expect(index(new GithubIssuesSource(file, chunker), 'github')).rejects.toMatchObject(unread);
    await writeFile(file, '[{"number": "one"}]');
    await expect(index(new GithubIssuesSource(file, chunker), 'github')).rejects.toMatchObject({ code: 'index.source-unusable' });
  });
});
