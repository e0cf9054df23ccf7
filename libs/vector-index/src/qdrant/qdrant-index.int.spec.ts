import { afterAll, describe, expect, it } from '@jest/globals';
import { embeddedIndex, qdrantIndex, type Scored } from '@skein/vector-index';
import { conformanceSchema, describeVectorIndex } from '../conformance.fixture.ts';
import { corpus, denseOf, questions } from '../conformance-corpus.fixture.ts';
import { channelVectors } from '@skein/retrieval';

const url = process.env['QDRANT_URL'];
const apiKey = process.env['QDRANT_API_KEY'];

if (url === undefined) {
  describe('the Qdrant index', () => it.skip('passes the suite of indexes, shown where QDRANT_URL names a server', () => undefined));
} else {
  const prefix = `test_${process.pid}_${Date.now().toString(36)}_`;
  let answers: Scored[][] = [];
  describeVectorIndex(
    'Qdrant',
    () => qdrantIndex({ url, apiKey, prefix }, conformanceSchema),
    (given) => (answers = given),
  );

  describe('both indexes', () => {
    const embedded = embeddedIndex(conformanceSchema);
    afterAll(() => embedded.close());

    it('answer the same hits in the same order, with scores within 1e-4', async () => {
      const docs = embedded.collection('code_patterns', { tenant: 'corpus', project: 'p1' });
      await docs.upsert(corpus.map(({ id, payload, ...chunk }) => ({ id, payload, sparse: channelVectors(chunk), dense: denseOf(id) })));
      expect(answers).toHaveLength(questions.length);
      for (const [n, question] of questions.entries()) {
        const own = await docs.search(question);
        expect(answers[n]!.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
        for (const [at, { score }] of own.entries()) expect(Math.abs(answers[n]![at]!.score - score)).toBeLessThan(1e-4);
      }
    });
  });
}
