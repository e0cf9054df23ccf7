import { describe, expect, it } from '@jest/globals';
import { documentVector, queryVector } from '@skein/retrieval';
import { EmbeddedIndex } from '@skein/vector-index';

const point = (id: string, text: string, payload = {}) => ({ id, sparse: documentVector(text), payload });
const ask = (text: string, filter = {}) => ({ vector: queryVector(text), filter, limit: 10 });
const ids = async (found: Promise<{ id: string }[]>) => (await found).map((one) => one.id);

describe('the embedded index', () => {
  it('puts the document with the rarer word first', async () => {
    const docs = new EmbeddedIndex().collection('task_context', 'acme');
    await docs.upsert([point('a', 'deploy the service'), point('b', 'deploy the gateway'), point('c', 'deploy deploy deploy')]);
    expect((await ids(docs.search(ask('deploy gateway'))))[0]).toBe('b');
  });

  it('replaces a point of the same id, and forgets the words it had', async () => {
    const docs = new EmbeddedIndex().collection('task_context', 'acme');
    await docs.upsert([point('a', 'old words')]);
    await docs.upsert([point('a', 'new words')]);
    expect(await ids(docs.search(ask('old')))).toEqual([]);
    expect(await docs.count()).toBe(1);
  });

  it('finds nothing of what was deleted', async () => {
    const docs = new EmbeddedIndex().collection('task_context', 'acme');
    await docs.upsert([point('a', 'gone')]);
    await docs.delete(['a', 'never-there']);
    expect(await ids(docs.search(ask('gone')))).toEqual([]);
  });

  it('orders equals by id', async () => {
    const docs = new EmbeddedIndex().collection('task_context', 'acme');
    await docs.upsert([point('b', 'same'), point('a', 'same')]);
    expect(await ids(docs.search(ask('same')))).toEqual(['a', 'b']);
  });

  it('passes only what equals the filter', async () => {
    const docs = new EmbeddedIndex().collection('task_context', 'acme');
    await docs.upsert([point('a', 'word', { status: 'completed' }), point('b', 'word', { status: 'failed' })]);
    expect(await ids(docs.search(ask('word', { status: 'failed' })))).toEqual(['b']);
  });

  it('keeps tenants apart, whatever id or word is asked for', async () => {
    const index = new EmbeddedIndex();
    await index.collection('task_context', 'acme').upsert([point('a', 'secret plan')]);
    const other = index.collection('task_context', 'globex');
    expect(await ids(other.search(ask('secret plan')))).toEqual([]);
    await other.delete(['a']);
    expect(await ids(index.collection('task_context', 'acme').search(ask('secret')))).toEqual(['a']);
  });
});
