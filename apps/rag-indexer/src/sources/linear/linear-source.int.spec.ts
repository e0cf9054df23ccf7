import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker } from '@skein/chunking';
import { FakeLinear } from '../../fixtures/fake-linear.fixture.ts';
import { indexedOf } from '../../fixtures/indexed.fixture.ts';
import { openIndexer } from '../../fixtures/indexer.fixture.ts';
import { fill } from '../../fixtures/linear-workspace.fixture.ts';
import { indexSource } from '../index-source.ts';
import { LinearClient } from './linear-client.ts';
import { LinearSource, type LinearSourceOptions } from './linear-source.ts';

describe('what is indexed of Linear', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let chunker: Chunker;
  beforeAll(async () => {
    [indexer, chunker] = [await openIndexer('linear_source'), await Chunker.load()];
  });
  afterAll(() => Promise.all([indexer.close(), chunker.close()]));

  const sync = (url: string, tenant: string, collection: LinearSourceOptions['collection'], more: Partial<LinearSourceOptions> = {}) => {
    const client = new LinearClient({ apiKey: 'lin_api_test', url, firstPauseMs: 1 });
    return indexSource(indexer.writer, new LinearSource({ client, chunker, collection, ...more }), { tenant, project: 'shop' });
  };

  it('loses what is gone without a trace with the next full sync', async () => {
    await using linear = new FakeLinear(0);
    const url = await linear.listen();
    fill(linear, 10);
    await sync(url, 'gone', 'issue_tracker');
    linear.issues.delete('issue-7');
    expect((await sync(url, 'gone', 'issue_tracker')).counts.documents.removed).toBe(0);
    expect((await sync(url, 'gone', 'issue_tracker', { full: true })).counts.documents.removed).toBe(1);
  });

  it('is all but what cannot be read, which is recorded; strange characters keep nothing out', async () => {
    await using linear = new FakeLinear(0);
    const url = await linear.listen();
    fill(linear, 4);
    linear.issues.get('issue-1')!['title'] = 'Ends \0early';
    linear.issues.get('issue-3')!.labels.push('half \ud800', 'nu\0l');
    linear.issues.get('issue-2')!.createdAt = 20_260_101 as never;
    const { counts } = await sync(url, 'strange', 'issue_tracker');
    expect(counts.documents).toEqual({ written: 3, skipped: 1, unchanged: 0, removed: 0 });
    const { chunks, documents } = await indexedOf(indexer.database, 'strange', 'issue_tracker');
    expect(chunks.map(({ title }) => title)).toContain('SHOP-1 Ends early');
    expect(documents.find(({ skipped }) => skipped)).toMatchObject({ key: 'issue-2', skipped: 'unreadable' });
    const { counts: again } = await sync(url, 'strange', 'issue_tracker', { only: { issues: ['issue-2'] } });
    expect(again.documents).toMatchObject({ skipped: 1, removed: 0 });
    for (const issue of linear.issues.values()) issue.createdAt = 20_260_101 as never;
    await expect(sync(url, 'strange', 'issue_tracker', { full: true })).rejects.toThrow();
    expect((await indexedOf(indexer.database, 'strange', 'issue_tracker')).chunks).toHaveLength(chunks.length);
  });

  it('is read again but for what Linear refuses to tell, which is recorded', async () => {
    await using linear = new FakeLinear(0);
    const url = await linear.listen();
    fill(linear, 30);
    await sync(url, 'refused', 'issue_tracker');
    linear.refused.add('issue-9');
    for (const id of ['issue-8', 'issue-9', 'issue-30']) linear.issues.get(id)!['title'] = 'Told again';
    const only = { issues: [...linear.issues.keys()] };
    const told: object[] = [];
    await sync(url, 'refused', 'issue_tracker', { only, onRefused: (one) => told.push(one) });
    expect(told).toEqual([{ kind: 'issues', id: 'issue-9', reason: expect.stringContaining('issue-9 is no id') }]);
    const titles = async () => (await indexedOf(indexer.database, 'refused', 'issue_tracker')).chunks.map(({ title }) => title);
    expect((await titles()).filter((title) => /Told again(: Steps)?$/.test(String(title)))).toHaveLength(4);
    const { counts } = await sync(url, 'refused', 'issue_tracker', { only });
    expect(counts.documents).toMatchObject({ skipped: 1, removed: 0 });
  });

  it('is not asked for with a key that is refused, and the key is not shown', async () => {
    await using linear = new FakeLinear(0);
    const client = new LinearClient({ apiKey: 'lin_api_secret', url: await linear.listen() });
    const asked = indexSource(indexer.writer, new LinearSource({ client, chunker, collection: 'issue_tracker' }), {
      tenant: 'no',
      project: 'p',
    });
    await expect(asked).rejects.toMatchObject({ code: 'index.source-unusable', message: expect.not.stringContaining('lin_api_secret') });
  });
});
