import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SearchRequest } from '@skein/contracts';
import { until } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { fileOf, indexerOn, openIndexer, refOf } from '../fixtures/indexer.fixture.ts';
import { SchedulesRepository } from '../schedules/schedules.repository.ts';
import { SourceRuns } from '../sources/door/source-runs.ts';
import { REMOVER } from '../sources/removal/gone-source.ts';
import { RemovalsRepository } from '../sources/removal/removals.repository.ts';
import { SourceRemovals } from '../sources/removal/source-removals.ts';
import { indexSource } from '../sources/index-source.ts';
import type { Source } from '../sources/source.ts';
import type { SourceRef } from './index-writer.ts';
import type { SourceDocument } from './source-document.ts';

describe('a source that is indexed', () => {
  let indexer: Awaited<ReturnType<typeof openIndexer>>;
  beforeAll(async () => {
    indexer = await openIndexer('index_writer');
  });
  afterAll(() => indexer.close());

  const run = async (ref: SourceRef, documents: readonly SourceDocument[], from = indexer.writer) => {
    const begun = await from.begin(ref);
    const changed = await begun.changed(documents);
    await begun.put(changed);
    return begun.finish({ whole: true });
  };
  const titles = async (tenant: string, query: string, from = indexer.search) => {
    const { hits } = await from.search(tenant, SearchRequest.parse({ query }));
    return hits.map(({ title }) => title);
  };
  /** Everything that the index holds of a tenant. */
  const contents = async (tenant: string, { index }: Pick<typeof indexer, 'index'> = indexer) =>
    (await index.vectors.collection('code_patterns', { tenant }).scroll({ limit: 1_000 })).points;

  const first = [
    fileOf('src/a.ts', { load: 'read the ledger from disk', save: 'write the ledger to disk' }),
    fileOf('src/b.ts', { total: 'sum the ledger of a month' }),
  ];

  it('is found at once, and costs nothing when nothing has changed', async () => {
    expect(await run(refOf('once'), first)).toMatchObject({ documents: { written: 2 }, chunks: { written: 3 } });
    expect(await titles('once', 'ledger disk')).toEqual(expect.arrayContaining(['load', 'save', 'total']));
    expect(await run(refOf('once'), first)).toEqual({
      documents: { unchanged: 2, written: 0, removed: 0, skipped: 0 },
      chunks: { unchanged: 0, written: 0, removed: 0 },
    });
  });

  it('writes what has changed and removes what is gone, chunks and whole documents', async () => {
    await run(refOf('change'), first);
    const second = [fileOf('src/a.ts', { load: 'read the ledger from disk', store: 'write the ledger to disk' })];
    expect(await run(refOf('change'), second)).toEqual({
      documents: { unchanged: 0, written: 1, removed: 1, skipped: 0 },
      chunks: { unchanged: 1, written: 1, removed: 2 },
    });
    expect((await titles('change', 'ledger')).sort()).toEqual(['load', 'store']);
  });

  it('equals a clean one after any changes, in a process that is started anew too', async () => {
    const last = [fileOf('src/c.ts', { total: 'sum the ledger of a month' }), fileOf('src/a.ts', { load: 'read it' })];
    await run(refOf('moved'), first);
    await run(refOf('moved'), last);
    await run(refOf('clean'), last);
    const withoutTenant = (points: Awaited<ReturnType<typeof contents>>) =>
      points.map(({ payload }) => JSON.stringify({ ...payload, tenant: undefined })).sort();
    expect(withoutTenant(await contents('moved'))).toEqual(withoutTenant(await contents('clean')));
    const restarted = indexerOn(indexer.database);
    await restarted.index.fill();
    expect(await contents('moved', restarted)).toEqual(await contents('moved'));
    expect(await titles('moved', 'ledger "of a month"', restarted.search)).toEqual(['total']);
    await restarted.index.fill();
    expect(await contents('moved', restarted)).toEqual(await contents('moved'));
  });

  it('is made anew for one tenant, and nothing of another one is touched', async () => {
    for (const tenant of ['renewed', 'beside']) await run(refOf(tenant), first);
    const generations = async (tenant: string) =>
      (await indexer.index.vectors.generations('code_patterns', { tenant })).map(({ generation }) => generation);
    const [renewed, beside] = [await generations('renewed'), await generations('beside')];
    const told: number[] = [];
    expect(await indexer.index.fill({ tenant: 'renewed', onPoints: (points) => told.push(points) })).toBe(3);
    expect(told).toEqual([3]);
    expect([await generations('renewed'), await generations('beside')]).toEqual([[expect.not.stringMatching(renewed[0]!)], beside]);
    for (const tenant of ['renewed', 'beside']) expect(await titles(tenant, '"of a month"')).toEqual(['total']);
    const stopped = AbortSignal.abort(new Error('it stops'));
    await expect(indexer.index.fill({ tenant: 'renewed', signal: stopped })).rejects.toThrow('it stops');
    expect(await titles('renewed', '"of a month"')).toEqual(['total']);
  });

  it('moves to another project as a whole, with nothing left of it where it was', async () => {
    await run(refOf('moves'), first);
    const begun = await indexer.writer.begin(refOf('moves'));
    await begun.finish({ whole: false, cursor: { page: 1 } });
    const next = await indexer.writer.begin(refOf('moves', { project: 'office' }));
    expect(next.cursor).toBeUndefined();
    await next.put([first[0]!]);
    await next.fail(new Error('cut off half way'));
    expect(await run(refOf('moves', { project: 'office' }), first)).toMatchObject({ documents: { unchanged: 1, written: 1 } });
    const found = async (project: string) =>
      (await indexer.search.search('moves', SearchRequest.parse({ query: 'ledger', project }))).hits.length;
    expect([await found('shop'), await found('office')]).toEqual([0, 3]);
  });

  it('goes on after a run that was cut off, from its checkpoint, doing only what is left', async () => {
    const begun = await indexer.writer.begin(refOf('cut'));
    expect(begun.cursor).toBeUndefined();
    await begun.put([first[0]!]);
    await begun.checkpoint({ page: 2 });
    await expect(indexer.writer.begin(refOf('cut'))).rejects.toMatchObject({ code: 'index.source-busy' });
    await indexer.runs.interruptAll(); // as a process does that starts after it was killed
    const next = await indexer.writer.begin(refOf('cut'));
    expect(next.cursor).toEqual({ page: 2 });
    await next.put(await next.changed(first));
    expect(await next.finish({ whole: true })).toMatchObject({ documents: { unchanged: 1, written: 1 } });
    await expect(begun.put([first[1]!])).rejects.toMatchObject({ code: 'index.source-busy' });
    expect((await indexer.runs.newest('cut'))[0]).toMatchObject({ state: 'finished', counts: { chunks: { written: 1 } } });
  });

  it('remembers what it skipped and why, and keeps nothing of it', async () => {
    await run(refOf('skips'), first);
    const begun = await indexer.writer.begin(refOf('skips'));
    await begun.skip([{ key: 'src/a.ts', reason: 'binary', version: 'v2' }]);
    expect(await begun.changed([{ key: 'src/a.ts', version: 'v2' }])).toEqual([]);
    await begun.changed([first[1]!]);
    expect(await begun.finish({ whole: true })).toMatchObject({ documents: { skipped: 1, removed: 0 }, chunks: { removed: 2 } });
    expect(await titles('skips', 'ledger')).toEqual(['total']);
  });

  it('is left as it was by a put that fails, and tells so', async () => {
    await run(refOf('fails'), first);
    const begun = await indexer.writer.begin(refOf('fails'));
    const bad = fileOf('src/d.ts', { broken: 'ledger' }, { filters: { colour: 'red' } });
    await expect(begun.put([bad])).rejects.toThrow('colour');
    await begun.fail(new Error('on purpose'));
    expect((await indexer.runs.newest('fails'))[0]).toMatchObject({ state: 'failed', error: 'on purpose' });
    expect(await titles('fails', 'ledger')).toHaveLength(3);
  });

  it('is claimed by one instance when its schedule is due, and what was put meanwhile stays', async () => {
    const schedules = new SchedulesRepository(indexer.database);
    const schedule = { tenant: 'due', id: randomUUID(), project: 'shop', source: 'acme/shop', everySeconds: 60 };
    await schedules.put({ ...schedule, request: { kind: 'linear' } });
    await indexer.database.execute('update rag_indexer.schedules set next_at = now()');
    const [due] = await schedules.all();
    const [one, other] = [randomUUID(), randomUUID()];
    expect([await schedules.claim(due!, one), await schedules.claim(due!, other)]).toEqual([true, false]);
    await schedules.again(due!, other, { inSeconds: 60, failures: 1, error: 'it is busy' });
    await schedules.hold(due!, one);
    expect(await schedules.all()).toMatchObject([{ failures: 0, error: null }]);
    await schedules.put({ ...schedule, everySeconds: 900, request: { kind: 'linear' } });
    await schedules.again(due!, one, { inSeconds: 0, failures: 1, error: 'of what it was before' });
    expect(await schedules.all()).toMatchObject([{ everySeconds: 900, failures: 0, error: null }]);
  });

  it('tells what went wrong first, also when the run cannot keep it', async () => {
    const fails: Source = {
      ...{ collection: 'code_patterns', name: 'acme/shop', reader: 'test/1' },
      async read() {
        await indexer.runs.interruptAll();
        throw new Error('the disk is full');
      },
    };
    const cause: unknown = expect.objectContaining({ code: 'index.source-busy' });
    const failed = indexSource(indexer.writer, fails, { tenant: 'unkept', project: 'shop' });
    await expect(failed).rejects.toMatchObject({ message: 'the disk is full', cause });
  });

  it('goes to the end when it is removed, also when that was cut off, and what others have stays', async () => {
    for (const ref of [refOf('leaves'), refOf('leaves', { source: 'acme/other' }), refOf('stays')]) await run(ref, first);
    const kept = new RemovalsRepository(indexer.database);
    const log = { info: () => undefined, warn: () => undefined };
    const runs = new SourceRuns(indexer.writer, log as never);
    const removals = new SourceRemovals(kept, runs, { forget: () => Promise.resolve() }, log);
    const begun = await indexer.writer.begin(refOf('leaves', { reader: REMOVER }));
    await begun.remove(['src/a.ts']);
    await expect(removals.start('leaves', { source: 'acme/shop' })).rejects.toMatchObject({ code: 'index.source-busy' });
    await indexer.runs.interruptAll(); // as a process does that starts after it was killed
    await removals.resume();
    await until('nothing is left of it', async () => (await kept.find('leaves', { source: 'acme/shop' })).length === 0);
    await removals.close();
    expect((await indexer.runs.newest('leaves')).map(({ source }) => source)).toEqual(['acme/other']);
    expect([(await contents('leaves')).length, (await contents('stays')).length]).toEqual([3, 3]);
    expect(await titles('leaves', '"the ledger"')).toHaveLength(3);
    expect(await run(refOf('leaves'), first)).toMatchObject({ documents: { written: 2 } });
  });

  it('touches nothing of another source of the same tenant', async () => {
    await run(refOf('two'), first);
    await run(refOf('two', { source: 'acme/other' }), [fileOf('src/z.ts', { zed: 'a ledger too' })]);
    await run(refOf('two', { source: 'acme/other' }), []);
    expect(await titles('two', 'ledger')).toHaveLength(3);
  });

  it('is brought into a shared index by the next process when the one before was killed behind its commit', async () => {
    const [killed, next] = [indexerOn(indexer.database, { notesChanges: true }), indexerOn(indexer.database, { notesChanges: true })];
    await run(refOf('shared'), first, killed.writer);
    expect(await killed.points.changes.unsettled()).toEqual([]);
    killed.index.apply = () => Promise.reject(new Error('killed'));
    const begun = await killed.writer.begin(refOf('shared'));
    await expect(begun.put([fileOf('src/a.ts', { fresh: 'a ledger that is fresh' })])).rejects.toThrow('killed');
    await next.index.catchUp();
    expect(await titles('shared', 'fresh', next.search)).toEqual(['fresh']);
    expect(await next.points.changes.unsettled()).toEqual([]);
  });
});
