import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker } from '@skein/chunking';
import { SearchRequest } from '@skein/contracts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndexer } from '../../fixtures/indexer.fixture.ts';
import { indexSource } from '../index-source.ts';
import { GithubIssuesSource } from './github-issues-source.ts';

describe('labels of issues', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let chunker: Chunker;
  let folder: string;
  beforeAll(async () => {
    [indexer, chunker, folder] = [await openIndexer('labels'), await Chunker.load(), await mkdtemp(join(tmpdir(), 'skein-issues-'))];
  });
  afterAll(async () => {
    await Promise.all([indexer.close(), chunker.close(), rm(folder, { recursive: true, force: true })]);
  });

  it('are filtered by one by one, whatever else an issue is labelled with', async () => {
    const file = join(folder, 'issues.json');
    const labels = [['bug'], ['bug', 'good first issue'], [], ['bug report']];
    await writeFile(file, JSON.stringify(labels.map((some, at) => ({ number: at + 1, title: 'The ledger', labels: some }))));
    await indexSource(indexer.writer, new GithubIssuesSource(file, chunker), { tenant: 'acme', project: 'shop' });
    const found = async (label: string | string[], query = 'ledger') => {
      const { hits } = await indexer.search.search('acme', SearchRequest.parse({ query, filter: { label } }));
      return hits.map(({ document }) => document).sort();
    };
    expect(await found('bug')).toEqual(['1', '2']);
    expect(await found('bug', '"the ledger"')).toEqual(['1', '2']);
    expect(await found(['good first issue', 'bug report'])).toEqual(['2', '4']);
    expect(await found(['report', 'Bug', ''])).toEqual([]);
  });
});
