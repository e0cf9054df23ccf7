import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IndexDifference } from '@skein/contracts';
import { until } from '@skein/testing';
import { fileOf, openIndexer, refOf } from '../fixtures/indexer.fixture.ts';
import type { SourceDocument } from '../indexing/source-document.ts';
import { indexSource } from '../sources/index-source.ts';
import type { Source } from '../sources/source.ts';
import { StoredRowsRepository } from './stored-rows.repository.ts';
import { VerificationsRepository } from './verifications.repository.ts';
import { Verification } from './verification.ts';
import { Verifying } from './verifying.ts';

const files = [
  fileOf('src/a.ts', { load: 'read the ledger from disk', save: 'write the ledger to disk' }),
  fileOf('src/b.ts', { total: 'sum the ledger of a month' }),
];

/** A source that has these files, and one that is skipped. */
const sourceOf = (documents: readonly SourceDocument[]): Source => ({
  ...{ collection: 'code_patterns', name: 'acme/shop', reader: 'test/1' },
  async read(run) {
    await run.put(await run.changed(documents));
    for (const { key, version } of await run.changed([{ key: 'logo.png', version: 'v1' }]))
      await run.skip([{ key, version, reason: 'binary' }]);
    return { whole: true };
  },
});

describe('the verification of what is indexed', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  let verification: Verification;
  beforeAll(async () => {
    indexer = await openIndexer('verification');
    verification = new Verification({ ...indexer, stored: new StoredRowsRepository(indexer.database) });
  });
  afterAll(() => indexer.close());

  const index = (tenant: string) => indexSource(indexer.writer, sourceOf(files), { tenant, project: 'shop' });
  const compare = (tenant: string, documents: readonly SourceDocument[] = files) =>
    verification.compare(sourceOf(documents), { tenant, project: 'shop' }, { signal: new AbortController().signal });
  const idOf = async (tenant: string, title: string) =>
    (
      await indexer.database.query<{ id: string }>('select id from rag_indexer.chunks where tenant = $1 and title = $2', [tenant, title])
    )[0]!.id;

  it('finds nothing where all is as it should be, and changes nothing', async () => {
    await index('good');
    const before = await indexer.runs.newest('good');
    expect(await compare('good')).toEqual({ documents: 3, chunks: 3, differences: 0, first: [] });
    expect(await indexer.runs.newest('good')).toEqual(before);
    expect((await index('good')).counts.documents).toMatchObject({ unchanged: 3, written: 0 });
  });

  it('names what the source has come to by its places', async () => {
    await index('moved');
    const now = [fileOf('src/a.ts', { load: 'read it', save: 'write the ledger to disk' }), fileOf('src/c.ts', { total: 'sum' })];
    const { first, differences } = await compare('moved', now);
    const told = first.map(({ what, in: where, place }) => `${place} ${what} ${where}`).sort();
    expect(told).toEqual([
      ...['src/a.ts different documents', 'src/a.ts: load different chunks', 'src/a.ts: load different points'],
      ...['src/b.ts left-over documents', 'src/b.ts left-over index', 'src/b.ts: total left-over chunks'],
      ...['src/c.ts missing documents', 'src/c.ts: total missing chunks', 'src/c.ts: total missing index'],
    ]);
    expect(differences).toBe(told.length);
  });

  const sql = (text: string) => async (tenant: string) => void (await indexer.database.execute(text, [tenant]));
  const a = { place: 'src/a.ts: load', id: expect.any(String) };
  it.each<[string, (tenant: string) => Promise<void>, (IndexDifference | typeof a)[]]>([
    [
      'a text that was changed',
      sql(`update rag_indexer.chunks set text = 'forged' where tenant = $1 and title = 'load'`),
      [{ ...a, what: 'different', in: 'chunks', fields: ['text'] }],
    ],
    [
      'vectors of another text',
      sql(
        `update rag_indexer.points set data = '\\x00' where tenant = $1 and id in (select id from rag_indexer.chunks where tenant = $1 and title = 'load')`,
      ),
      [{ ...a, what: 'different', in: 'points', fields: ['vectors'] }],
    ],
    [
      'a point that is lost',
      sql(
        `delete from rag_indexer.points where tenant = $1 and id in (select id from rag_indexer.chunks where tenant = $1 and title = 'load')`,
      ),
      [{ ...a, what: 'missing', in: 'points' }],
    ],
    [
      'a chunk that is lost',
      sql(`delete from rag_indexer.chunks where tenant = $1 and title = 'load'`),
      [{ ...a, what: 'missing', in: 'chunks' }],
    ],
    [
      'a document that is lost',
      sql(`delete from rag_indexer.documents where tenant = $1 and key = 'logo.png'`),
      [{ what: 'missing', in: 'documents', place: 'logo.png' }],
    ],
    [
      'another reason to skip',
      sql(`update rag_indexer.documents set skipped = null where tenant = $1 and key = 'logo.png'`),
      [{ what: 'different', in: 'documents', place: 'logo.png', fields: ['skipped'] }],
    ],
    [
      'a point that is searched no more',
      async (tenant) => indexer.index.delete({ tenant, collection: 'code_patterns' }, [await idOf(tenant, 'load')]),
      [{ ...a, what: 'missing', in: 'index' }],
    ],
    [
      'a point that is searched for another kind of thing',
      async (tenant) => {
        const id = await idOf(tenant, 'load');
        const [point] = await indexer.points.byIds({ tenant, collection: 'code_patterns' }, [id]);
        await indexer.index.put([{ ...point!, payload: JSON.stringify({ ...(JSON.parse(point!.payload) as object), kind: 'class' }) }]);
      },
      [{ ...a, what: 'different', in: 'index' }],
    ],
  ])('names %s', async (name, damage, differences) => {
    const tenant = name.replaceAll(' ', '-');
    await index(tenant);
    await damage(tenant);
    expect((await compare(tenant)).first).toEqual(differences);
  });

  it('is of all sources of which something is indexed, or of the one that is named', async () => {
    await index('some');
    const mistaken = await indexer.writer.begin(refOf('some', { source: 'mistaken', origin: { kind: 'git', place: '/nowhere' } }));
    await mistaken.fail(new Error('there is none'));
    const kept = new VerificationsRepository(indexer.database);
    const names = async (source?: string) => (await kept.sources('some', source)).map((one) => one.source);
    expect([await names(), await names('mistaken'), await names('other')]).toEqual([['acme/shop'], ['mistaken'], []]);
  });

  it('is shown as running while it waits for its turn', async () => {
    const kept = new VerificationsRepository(indexer.database);
    const [held, log] = [Promise.withResolvers<void>(), { info: () => undefined, warn: () => undefined }];
    const slow: Source = { ...sourceOf(files), read: (run, reading) => held.promise.then(() => sourceOf(files).read(run, reading)) };
    const verifying = new Verifying(kept, verification, { of: () => Promise.resolve([slow]) }, log);
    const origin = { kind: 'linear' as const };
    for (const tenant of ['first', 'second']) await indexSource(indexer.writer, sourceOf(files), { tenant, project: 'shop', origin });
    await verifying.start('first');
    const id = await verifying.start('second');
    const state = async () => (await kept.find('second', id))?.state;
    await indexer.database.execute(`update rag_indexer.verifications set seen_at = now() - interval '1 hour' where id = $1`, [id]);
    expect(await state()).toBe('interrupted');
    await until('it has told that it waits', async () => (await state()) === 'running');
    held.resolve();
    await until('it is done', async () => (await state()) === 'finished');
    await verifying.close();
  });

  it('does not take a run in between for differences', async () => {
    await index('busy');
    const meanwhile: Source = {
      ...sourceOf(files),
      async read(run, reading) {
        await index('busy');
        return sourceOf(files).read(run, reading);
      },
    };
    const compared = verification.compare(meanwhile, { tenant: 'busy', project: 'shop' }, { signal: new AbortController().signal });
    await expect(compared).rejects.toMatchObject({ code: 'index.source-busy' });
  });
});
