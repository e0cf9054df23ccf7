import { describe, expect, it } from '@jest/globals';
import { documentVector, idf, queryVector } from '@skein/retrieval';
import { embeddedIndex } from '@skein/vector-index';
import { conformanceSchema, describeVectorIndex } from '../conformance.fixture.ts';
import { idAt } from '../conformance-corpus.fixture.ts';

describeVectorIndex('embedded', () => embeddedIndex(conformanceSchema));

describe('a score of the embedded index', () => {
  it('is the sum over the words of weight and idf', async () => {
    const texts = ['claim the lease', 'lease lost', 'nothing of it', 'lease lease claim'];
    const docs = embeddedIndex(conformanceSchema).collection('task_context', { tenant: 't', project: 'p' });
    await docs.upsert(texts.map((text, n) => ({ id: idAt(n), sparse: { body: documentVector(text) }, payload: {} })));
    const found = await docs.search({ channel: 'body', sparse: queryVector('claim lease'), limit: 10 });
    const [claim, lease] = [...queryVector('claim lease').keys()];
    const expected = (n: number) => {
      const vector = documentVector(texts[n]!);
      return (vector.get(claim!) ?? 0) * idf(4, 2) + (vector.get(lease!) ?? 0) * idf(4, 3);
    };
    expect(found.map(({ id }) => id)).toEqual([3, 0, 1].map(idAt));
    for (const { id, score } of found) expect(score).toBeCloseTo(expected(parseInt(id.slice(-2), 16)), 5);
  });

  it('follows deletions at once', async () => {
    const docs = embeddedIndex(conformanceSchema).collection('task_context', { tenant: 't', project: 'p' });
    await docs.upsert(
      ['gone away', 'gone again', 'here still'].map((text, n) => ({ id: idAt(n), sparse: { body: documentVector(text) }, payload: {} })),
    );
    const [before] = await docs.search({ channel: 'body', sparse: queryVector('again'), limit: 1 });
    await docs.delete([idAt(0)]);
    const [after] = await docs.search({ channel: 'body', sparse: queryVector('again'), limit: 1 });
    expect(before!.score / idf(3, 1)).toBeCloseTo(after!.score / idf(2, 1), 5);
  });
});
