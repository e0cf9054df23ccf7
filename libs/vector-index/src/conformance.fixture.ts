import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelVectors, countingChannels, lexicalChannels, mentionQuery, queryVector } from '@skein/retrieval';
import type { Filter, IndexSchema, Payload, Point, Scored, VectorIndex } from '@skein/vector-index';
import { corpus, denseOf, idAt, questions, type CorpusChunk } from './conformance-corpus.fixture.ts';

/** What the suite's points have. */
export const conformanceSchema: IndexSchema = {
  channels: lexicalChannels,
  counting: countingChannels,
  keys: { path: 'path', lang: 'keyword', open: 'keyword', at: 'number' },
};

const scope = (tenant: string, project = 'p1') => ({ tenant, project });
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);
const point = (n: number, text: string, payload: Payload = {}): Point => ({ id: idAt(n), sparse: channelVectors({ text }), payload });
const ask = (text: string, limit = 10) => ({ channel: 'body', sparse: queryVector(text), limit });
const pointOf = ({ id, payload, ...chunk }: CorpusChunk): Point => ({ id, payload, sparse: channelVectors(chunk), dense: denseOf(id) });

/** The suite that every adapter passes, on an index of its own. Its answers to {@link questions} are handed to `answered`, to compare adapters. */
export function describeVectorIndex(name: string, open: () => VectorIndex, answered?: (answers: Scored[][]) => void): void {
  describe(`the ${name} index`, () => {
    let index: VectorIndex;
    const used = new Set<string>();
    const docs = (tenant: string, project?: string) => {
      used.add(tenant);
      return index.collection('code_patterns', scope(tenant, project));
    };
    beforeAll(() => {
      index = open();
    });
    afterAll(async () => {
      for (const tenant of used) {
        const generations = await index.generations('code_patterns', { tenant });
        for (const { generation } of generations) await index.drop('code_patterns', { tenant }, generation);
      }
      await index.close();
    });

    it('puts the document with the rarer word first', async () => {
      await docs('rare').upsert([point(1, 'deploy the service'), point(2, 'deploy the gateway'), point(3, 'deploy deploy deploy')]);
      expect(ids(await docs('rare').search(ask('deploy gateway')))[0]).toBe(idAt(2));
    });

    it('replaces a point of the same id, and forgets the words it had', async () => {
      await docs('replace').upsert([point(1, 'old words', { lang: 'go' })]);
      await docs('replace').upsert([point(1, 'new words')]);
      expect(await docs('replace').search(ask('old'))).toEqual([]);
      expect(ids(await docs('replace').search(ask('new')))).toEqual([idAt(1)]);
      expect(await docs('replace').count()).toBe(1);
      expect(await docs('replace').count({ equals: { lang: 'go' } })).toBe(0);
    });

    it('finds nothing of what was deleted', async () => {
      await docs('gone').upsert([point(1, 'gone away'), point(2, 'gone again'), point(3, 'here still')]);
      await docs('gone').delete([idAt(1), idAt(99)]);
      expect(ids(await docs('gone').search(ask('gone')))).toEqual([idAt(2)]);
      expect(await docs('gone').count()).toBe(2);
    });

    it('orders equals by id, also where the limit cuts them', async () => {
      await docs('ties').upsert(Array.from({ length: 60 }, (_, n) => point(59 - n, 'same')));
      expect(ids(await docs('ties').search(ask('same', 3)))).toEqual([0, 1, 2].map(idAt));
      expect(await docs('ties').search(ask('same', 0))).toEqual([]);
    });

    it('asks each channel on its own', async () => {
      const named = { id: idAt(1), payload: {}, sparse: channelVectors({ text: 'body words', symbol: 'parseHeader' }) };
      await docs('channels').upsert([named, point(2, 'parse header in the body')]);
      expect(ids(await docs('channels').search({ channel: 'name', sparse: queryVector('parse'), limit: 5 }))).toEqual([idAt(1)]);
      expect(await docs('channels').search({ channel: 'doc', sparse: queryVector('parse'), limit: 5 })).toEqual([]);
    });

    it('counts in a counting channel, however common a name is', async () => {
      const named = (n: number, symbol: string, path: string): Point => ({
        id: idAt(n),
        payload: {},
        sparse: channelVectors({ text: 'x', symbol, path }),
      });
      await docs('counts').upsert([
        named(1, 'Store.append', 'src/aa.ts'),
        named(2, 'Log.append', 'src/aa.ts'),
        named(3, 'Log.read', 'src/b.ts'),
      ]);
      const found = await docs('counts').search({ channel: 'mention', sparse: mentionQuery('Store.append() append() aa.ts'), limit: 5 });
      expect(found).toEqual([
        { id: idAt(1), score: 3 },
        { id: idAt(2), score: 2 },
      ]);
    });

    it('gives hits with what was asked for of their payload', async () => {
      await docs('keys').upsert([point(1, 'word', { lang: 'go', path: 'a/b', at: 3 }), point(2, 'word', { open: true })]);
      const found = await docs('keys').search({ ...ask('word'), keys: ['path', 'at'] });
      expect(found.map(({ values }) => values)).toEqual([
        ['a/b', 3],
        [undefined, undefined],
      ]);
    });

    it.each<[string, object, number[]]>([
      ['equality', { equals: { lang: 'go' } }, [1, 2]],
      ['one of several values', { equals: { lang: ['go', 'rust'] } }, [1, 2, 3]],
      ['no value at all', { equals: { lang: [] } }, []],
      ['a number', { equals: { at: 2.5 } }, [2]],
      ['one of several numbers', { equals: { at: [1, 4] } }, [1, 4]],
      ['a truth', { equals: { open: true } }, [1, 4]],
      ['an untruth', { equals: { open: false } }, [2]],
      ['a range with its ends', { range: { at: { gte: 2.5, lte: 3 } } }, [2, 3]],
      ['a range without its ends', { range: { at: { gt: 1, lt: 3 } } }, [2]],
      ['a path', { prefix: { path: 'src/log/b.go' } }, [2]],
      ['a folder', { prefix: { path: 'src/log' } }, [1, 2]],
      ['a folder with slashes around it', { prefix: { path: '/src//log/' } }, [1, 2]],
      ['a folder that is nobody’s', { prefix: { path: 'src/lo' } }, []],
      ['an empty prefix', { prefix: { path: '/' } }, []],
      ['everything together', { equals: { lang: 'go' }, range: { at: { gt: 1 } }, prefix: { path: 'src' } }, [2]],
      ['what no point has', { equals: { lang: 'cobol' } }, []],
    ])('passes by %s', async (_, filter, passing) => {
      const all = docs('filters');
      await all.upsert([
        point(1, 'word', { lang: 'go', path: 'src/log/a.go', at: 1, open: true }),
        point(2, 'word', { lang: 'go', path: 'src/log/b.go', at: 2.5, open: false }),
        point(3, 'word', { lang: 'rust', path: 'src/logs.rs', at: 3 }),
        point(4, 'word', { at: 4, open: true }),
      ]);
      expect(ids(await all.search({ ...ask('word'), filter }))).toEqual(passing.map(idAt));
      expect(ids((await all.scroll({ filter, limit: 10 })).points)).toEqual(passing.map(idAt));
      expect(await all.count(filter)).toBe(passing.length);
    });

    it('takes tests of values beside the filter, so that the limit counts only what passes them', async () => {
      const all = docs('tested');
      const lang = (n: number): Payload => (n % 50 === 0 ? { lang: 'Go' } : n % 50 === 1 ? {} : { lang: 'rust' });
      await all.upsert(Array.from({ length: 400 }, (_, n) => point(n, 'word', { ...lang(n), path: `src/${n}.ts` })));
      const where = { lang: { name: 'like go', passes: (value: unknown) => String(value).toLowerCase() === 'go' } };
      const found = await all.search({ ...ask('word', 5), where, keys: ['path'] });
      expect(found.map(({ id, values }) => [id, values])).toEqual([0, 50, 100, 150, 200].map((n) => [idAt(n), [`src/${n}.ts`]]));
      const without = { lang: { name: 'none', passes: (value: unknown) => value === undefined } };
      expect(ids(await all.search({ ...ask('word', 3), where: without }))).toEqual([1, 51, 101].map(idAt));
      const ending = { lang: { name: 'st', ends: 'st', passes: (value: unknown) => String(value).toLowerCase().endsWith('st') } };
      expect(ids(await all.search({ ...ask('word', 3), where: ending }))).toEqual([2, 3, 4].map(idAt));
      const passes = all.passing({ filter: { prefix: { path: 'src/50.ts' } }, where });
      if (passes) expect([idAt(0), idAt(50), idAt(999)].map(passes)).toEqual([false, true, false]);
      const project = { project: { name: 'any', passes: () => true } };
      await expect(all.search({ ...ask('word'), where: project })).rejects.toMatchObject({ code: 'search.filter-invalid' });
    });

    it('refuses filters of keys that cannot be filtered by, those of the scope first of all', async () => {
      for (const filter of <Filter[]>[{ equals: { tenant: 'other' } }, { equals: { project: 'p2' } }, { equals: { constructor: 'x' } }]) {
        await expect(docs('filters').search({ ...ask('word'), filter })).rejects.toMatchObject({ code: 'search.filter-invalid' });
      }
      await expect(docs('filters').count({ range: { lang: { gt: 1 } } })).rejects.toMatchObject({ code: 'search.filter-invalid' });
      await expect(docs('filters').scroll({ filter: { prefix: { lang: 'g' } }, limit: 1 })).rejects.toMatchObject({
        code: 'search.filter-invalid',
      });
      await expect(docs('filters').upsert([point(1, 'x', { project: 'p2' })])).rejects.toThrow('project');
      await expect(index.collection('code_patterns', { tenant: 'filters' }).upsert([point(1, 'x')])).rejects.toThrow('project');
    });

    it('keeps tenants apart, in points and in how common words are', async () => {
      await docs('mine').upsert([point(1, 'secret plan'), point(2, 'other thing')]);
      const before = await docs('mine').search(ask('secret'));
      await docs('theirs').upsert(Array.from({ length: 20 }, (_, n) => point(n + 1, 'secret plan of theirs')));
      expect(await docs('mine').search(ask('secret'))).toEqual(before);
      await docs('theirs').delete([idAt(2)]);
      expect(await docs('mine').count()).toBe(2);
      expect(await docs('nobody').search(ask('secret'))).toEqual([]);
      expect(await docs('nobody').count()).toBe(0);
    });

    it('keeps the projects of a tenant apart, and shows all to the tenant', async () => {
      await docs('firm', 'a').upsert([point(1, 'plan one')]);
      await docs('firm', 'b').upsert([point(2, 'plan two')]);
      expect(ids(await docs('firm', 'a').search(ask('plan')))).toEqual([idAt(1)]);
      await docs('firm', 'a').delete([idAt(2)]);
      const whole = index.collection('code_patterns', { tenant: 'firm' });
      expect(ids((await whole.scroll({ limit: 5 })).points)).toEqual([idAt(1), idAt(2)]);
    });

    it('lists all points once, page by page', async () => {
      await docs('pages').upsert(Array.from({ length: 25 }, (_, n) => point(n, `word ${n}`, { at: n, path: 'a/b' })));
      const seen: string[] = [];
      let from: string | undefined;
      do {
        const page = await docs('pages').scroll({ limit: 10, from });
        expect(page.points.every(({ payload }) => payload['path'] === 'a/b')).toBe(true);
        seen.push(...ids(page.points));
        from = page.next;
      } while (from !== undefined);
      expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => idAt(n)));
    });

    it('fills a generation beside the active one and switches to it in one step', async () => {
      const of = { tenant: 'switch' };
      await docs('switch').upsert([point(1, 'first words')]);
      await index.createGeneration('code_patterns', of, 'g7', 2);
      const next = index.collection('code_patterns', scope('switch'), 'g7');
      await next.upsert([{ ...point(2, 'second words'), dense: new Float32Array([1, 0]) }]);
      expect(ids(await docs('switch').search(ask('words')))).toEqual([idAt(1)]);
      expect(await index.generations('code_patterns', of)).toEqual([
        { generation: 'g0', active: true, points: 1, dimension: 0 },
        { generation: 'g7', active: false, points: 1, dimension: 2 },
      ]);
      await index.activate('code_patterns', of, 'g7');
      expect(ids(await docs('switch').search(ask('words')))).toEqual([idAt(2)]);
      expect(await index.generations('code_patterns', of)).toMatchObject([{ generation: 'g7', active: true }]);
    });

    it('answers the conformance corpus', async () => {
      await index.createGeneration('code_patterns', { tenant: 'corpus' }, 'g0', 8);
      await docs('corpus').upsert(corpus.map(pointOf));
      const answers: Scored[][] = [];
      for (const question of questions) answers.push(await docs('corpus').search(question));
      expect(answers.filter(({ length }) => length > 0).length).toBeGreaterThan(questions.length / 2);
      for (const [n, { limit }] of questions.entries()) {
        const found = answers[n]!;
        expect(found.length).toBeLessThanOrEqual(limit);
        expect(found).toEqual([...found].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)));
      }
      answered?.(answers);
    });
  });
}
