import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeEmbeddings, fakeVector, until } from '@skein/testing';
import { HttpEmbedder, type HttpEmbedderOptions } from '@skein/vector-index';

describe('an embedder over HTTP', () => {
  let server: FakeEmbeddings;
  beforeEach(async () => {
    server = await FakeEmbeddings.listen();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const embedder = (more: Partial<HttpEmbedderOptions> = {}) =>
    new HttpEmbedder({
      ...{ url: server.url, key: server.key, model: 'small', dimension: 32, prefix: 'doc: ', queryPrefix: 'ask: ', firstPauseMs: 1 },
      ...more,
    });
  const texts = (count: number) => Array.from({ length: count }, (_, n) => `text number ${n}`);
  const unit = (vector: number[]) => Float32Array.from(vector, (one) => one / Math.hypot(...vector));

  it('answers vectors of length 1 in the order of the texts, with the prefix that belongs to each', async () => {
    const made = await embedder({ batch: 3 }).documents(texts(10));
    expect(made).toEqual(texts(10).map((text) => ({ vector: unit(fakeVector('small', `doc: ${text}`, 32)) })));
    expect(await embedder().query('words')).toEqual(unit(fakeVector('small', 'ask: words', 32)));
    expect(server.requests).toBe(5);
  });

  it('asks no more at the same time than it may', async () => {
    const three = Promise.withResolvers<void>();
    server.hold = three.promise;
    const made = embedder({ batch: 1, concurrency: 3 }).documents(texts(20));
    await until('three are asked', () => server.requests === 3);
    three.resolve();
    await made;
    expect([server.requests, server.most]).toEqual([20, 3]);
  });

  it('comes back after what may pass, and not before it was told to', async () => {
    const told = { at: 0, again: 0 };
    const troubles = [
      { status: 500, headers: {} },
      { status: 429, headers: { 'retry-after': '0.05' } },
      { status: 503, headers: { 'retry-after': new Date(Date.now() - 5_000).toUTCString() } },
      undefined,
    ];
    server.trouble = (response) => {
      const next = troubles.shift();
      if (told.at > 0) told.again ||= Date.now();
      if (!next && troubles.length === 0) return false;
      if (next?.status === 429) told.at = Date.now();
      return next ? response.writeHead(next.status, next.headers).end() && true : response.destroy() && true;
    };
    expect(await embedder().documents(['x'])).toEqual([{ vector: expect.any(Float32Array) }]);
    expect(told.again - told.at).toBeGreaterThanOrEqual(49);
  });

  it('tells that it was sent away for long, and asks no more until then', async () => {
    server.trouble = (response) => response.writeHead(429, { 'retry-after': '1800' }).end() && true;
    const one = embedder();
    for (const _ of [1, 2])
      await expect(one.documents(['x'])).rejects.toMatchObject({ message: expect.stringMatching(/left alone for another 1[78]\d\d s/) });
    expect(server.requests).toBe(1);
  });

  it('gives up in the end, and on a query at once', async () => {
    server.trouble = (response) => response.writeHead(500).end() && true;
    await expect(embedder({ attempts: 3 }).documents(['x'])).rejects.toMatchObject({
      code: 'index.embedder-failed',
      message: expect.stringContaining('500 (3 attempts)'),
    });
    expect(server.requests).toBe(3);
    await expect(embedder().query('x')).rejects.toMatchObject({ code: 'index.embedder-failed', retriable: true });
    expect(server.requests).toBe(4);
  });

  it('does not wait longer than it may', async () => {
    server.trouble = () => true; // and never answers
    await expect(embedder({ queryTimeoutMs: 30 }).query('x')).rejects.toMatchObject({ message: expect.stringContaining('within 30 ms') });
    await expect(embedder({ timeoutMs: 20, attempts: 2 }).documents(['x'])).rejects.toMatchObject({ code: 'index.embedder-failed' });
  });

  it('ends when it is told to, also while it waits', async () => {
    const stop = new AbortController();
    server.trouble = (response) => {
      setImmediate(() => stop.abort(new Error('stopped')));
      return response.writeHead(429, { 'retry-after': '25' }).end() && true;
    };
    await expect(embedder().documents(['x'], stop.signal)).rejects.toThrow();
  });

  it.each<[string, string, Partial<HttpEmbedderOptions>]>([
    ['vectors of another size', 'has 32 numbers, and EMBEDDER_DIMENSION says 33', { dimension: 33 }],
    ['a model that is not there', '404', { model: 'none' }],
    ['a key that is refused', 'EMBEDDER_KEY', { key: 'sk-wrong-987' }],
  ])('refuses %s, says what to do, and shows no key', async (_, says, options) => {
    const message = expect.stringContaining(says);
    await expect(embedder(options).documents(['x'])).rejects.toMatchObject({ code: 'index.embedder-failed', message });
    const refusal: unknown = await embedder(options)
      .query('x')
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ message });
    expect(String(refusal)).not.toMatch(/sk-/);
  });

  it.each<[string, unknown]>([
    ['no list', { data: 'x' }],
    ['too few', { data: [] }],
    ['one twice', { data: [0, 0].map((index) => ({ index, embedding: [1] })) }],
    ['text', { data: [{ index: 0, embedding: 'AAAA' }] }],
    ['nothing but zeros', { data: [{ index: 0, embedding: [0] }] }],
  ])('refuses an answer that holds %s', async (_, answer) => {
    server.trouble = (response) => response.writeHead(200).end(JSON.stringify(answer)) && true;
    await expect(embedder({ dimension: 1 }).query('x')).rejects.toMatchObject({ message: expect.stringContaining('does not fit') });
  });

  it('finds the one text that is refused, and takes all others', async () => {
    server.trouble = (response, { input }) => {
      if (!input.some((text) => text.includes('number 5'))) return false;
      return response.writeHead(400).end(`too long, said ${server.key}`) && true;
    };
    const made = await embedder({ batch: 4 }).documents([...texts(8), '  ']);
    expect(made.flatMap((one, n) => ('refused' in one ? [[n, one.refused]] : []))).toEqual([
      [5, '400: too long, said …'],
      [8, 'it is empty'],
    ]);
  });

  it('blames no text when all are refused', async () => {
    server.trouble = (response) => response.writeHead(400).end('bad model') && true;
    await expect(embedder().documents(texts(3))).rejects.toMatchObject({ message: expect.stringContaining('refuses every text') });
  });
});
