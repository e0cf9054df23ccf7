import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Chunker } from '@skein/chunking';
import { FakeLinear } from '../../fixtures/fake-linear.fixture.ts';
import { indexedOf } from '../../fixtures/indexed.fixture.ts';
import { openIndexer } from '../../fixtures/indexer.fixture.ts';
import { change, fill } from '../../fixtures/linear-workspace.fixture.ts';
import { indexSource } from '../index-source.ts';
import { LinearClient } from './linear-client.ts';
import { LinearSource, type LinearSourceOptions } from './linear-source.ts';

const ISSUES = process.env.SKEIN_PROOF ? 3_000 : 200;

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

  it('ends equal to the source, through failures, limits, late, doubled and misordered hints', async () => {
    await using linear = new FakeLinear();
    const url = await linear.listen();
    fill(linear, ISSUES);
    const equalsClean = async (clean: string, collection: LinearSourceOptions['collection']) => {
      await sync(url, clean, collection);
      expect(await indexedOf(indexer.database, 'acme', collection)).toEqual(await indexedOf(indexer.database, clean, collection));
    };
    const first = await sync(url, 'acme', 'issue_tracker');
    await sync(url, 'acme', 'feature_specs');
    expect(first.counts.documents.written).toBe(ISSUES);
    await equalsClean('clean-1', 'issue_tracker');

    const hinted = change(linear, ISSUES);
    // As webhooks come: out of order, twice, and some of them before, some long after.
    const shuffled = [...hinted.toReversed(), ...hinted];
    await sync(url, 'acme', 'issue_tracker', { only: { issues: shuffled.slice(0, 5) } });
    const changed = await sync(url, 'acme', 'issue_tracker');
    expect(changed.counts.documents.written).toBeLessThan(8);
    await sync(url, 'acme', 'issue_tracker', { only: { issues: shuffled } });
    await sync(url, 'acme', 'feature_specs');
    for (const collection of ['issue_tracker', 'feature_specs'] as const) await equalsClean('clean-2', collection);

    const { chunks } = await indexedOf(indexer.database, 'acme', 'issue_tracker');
    const texts = chunks.map(({ text }) => String(text));
    expect(texts.filter((text) => text.startsWith('said ') && text.endsWith(' of 40'))).toHaveLength(60);
    expect(texts).toContain('a comment changes without its issue');
    expect(texts.some((text) => text.includes('label-69'))).toBe(true);
    expect(linear.troubled / linear.requests).toBeGreaterThan(0.2);
  }, 600_000);

  it('loses what is gone without a trace with the next full sync', async () => {
    await using linear = new FakeLinear(0);
    const url = await linear.listen();
    fill(linear, 10);
    await sync(url, 'gone', 'issue_tracker');
    linear.issues.delete('issue-7');
    expect((await sync(url, 'gone', 'issue_tracker')).counts.documents.removed).toBe(0);
    expect((await sync(url, 'gone', 'issue_tracker', { full: true })).counts.documents.removed).toBe(1);
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
