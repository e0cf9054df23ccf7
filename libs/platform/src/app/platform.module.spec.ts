import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemKinds, SkeinError, type Problem } from '@skein/contracts';
import { connect } from 'node:net';
import { Readiness } from '../health/readiness.ts';
import { createApp } from './create-app.ts';
import { database, key, NotesModule } from './notes-app.fixture.ts';
import type { RunningApp } from './running-app.ts';

describe('an app on the platform', () => {
  let app: RunningApp;
  const lines: string[] = [];

  beforeAll(async () => {
    app = await createApp(NotesModule, { env: { GREETING: 'hello', LOG_LEVEL: 'debug' }, logTo: { write: (line) => lines.push(line) } });
  });
  afterAll(() => app.stop());

  async function call(path: string, { as = 'writer', ...init }: RequestInit & { as?: string } = {}) {
    const headers = { ...(as ? { authorization: `Bearer ${key(as)}` } : {}), ...init.headers };
    const response = await fetch(app.url + path, { ...init, headers });
    const content = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(content) as Problem & Record<string, unknown> };
  }
  const post = (path: string, body: string, type = 'application/json') =>
    call(path, { method: 'POST', body, headers: { 'content-type': type } });

  it('gives handlers parsed values with their defaults', async () => {
    expect((await call('/v1/notes?tag=a')).body).toEqual({ limit: 10, tag: 'a' });
    expect(await post('/v1/notes', '{"title":"x"}')).toMatchObject({ status: 201, body: { title: 'x', stars: 0 } });
  });

  it('gives handlers the bytes of an octet stream', async () => {
    expect((await post('/v1/notes/artifact', 'abc', 'application/octet-stream')).body).toEqual({ bytes: 3 });
  });

  it('gives a handler that asks for them the bytes of JSON as they came, whatever they are', async () => {
    for (const text of ['{ "b": 1,\n "a": 2 }', '{"broken":', `${'['.repeat(5_000)}`])
      expect((await post('/v1/notes/signed', text, 'application/json; charset=utf-8')).body).toEqual({ text });
  });

  it('tells handlers who is calling, from the key alone', async () => {
    const { body } = await call('/v1/notes/me', { headers: { 'x-tenant': 'other' } });
    expect(body).toEqual({
      principal: { tenant: 'acme', subject: 'writer', roles: ['lead'], scopes: ['read', 'write'] },
      greeting: 'hello',
    });
  });

  it.each([
    ['an unknown field in a body', () => post('/v1/notes', '{"title":"x","extra":1}'), 'request.invalid', /extra/],
    ['a wrong type in a body', () => post('/v1/notes', '{"title":"x","stars":"many"}'), 'request.invalid', /stars/],
    ['a missing body', () => call('/v1/notes', { method: 'POST' }), 'request.invalid', /object/],
    ['an empty JSON body', () => post('/v1/notes', ''), 'request.invalid', /empty/],
    ['a body that is not JSON', () => post('/v1/notes', '{"title":'), 'request.invalid', /JSON/],
    ['a body that poisons prototypes', () => post('/v1/notes', '{"__proto__":{"a":1}}'), 'request.invalid', /not valid JSON/],
    ['a text that cannot be stored', () => post('/v1/notes', '{"title":"a\\u0000b"}'), 'payload.bad-text', /title/],
    ['a media type that is not read', () => post('/v1/notes', '<a/>', 'text/xml'), 'request.invalid', /application\/json/],
    ['a plain text', () => post('/v1/notes', 'hi', 'text/plain'), 'request.invalid', /application\/json/],
    ['a body over the limit', () => post('/v1/notes', `"${'x'.repeat(8 * 1024 * 1024)}"`), 'request.too-large', /too large/],
    ['an unknown field in a query', () => call('/v1/notes?limits=3'), 'request.invalid', /limits/],
    ['a wrong number in a query', () => call('/v1/notes?limit=0'), 'request.invalid', /limit/],
    ['a bad id in the path', () => call('/v1/notes/%20'), 'request.invalid', /letters, digits/],
    ['an address that cannot be decoded', () => call('/v1/notes/%zz'), 'request.invalid', /%zz/],
    ['an unknown address', () => call('/v1/nothing'), 'request.not-found', /nothing/],
    ['an unknown method', () => call('/v1/notes', { method: 'DELETE' }), 'request.not-found', /DELETE/],
    ['an error with a code', () => call('/v1/notes/throw/known'), 'workflow.unknown', /no workflow w1/],
    ['an error of the framework', () => call('/v1/notes/throw/nest'), 'request.invalid', /teapot/],
    ['a missing key', () => call('/v1/notes', { as: '' }), 'identity.key-missing', /Bearer sk_/],
    [
      'another kind of credential',
      () => call('/v1/notes', { as: '', headers: { authorization: 'Basic eDp5' } }),
      'identity.key-missing',
      /Bearer sk_/,
    ],
    ['an unknown key', () => call('/v1/notes', { as: 'stranger' }), 'identity.key-unknown', /not known/],
    [
      'a key of another form',
      () => call('/v1/notes', { as: '', headers: { 'x-api-key': 'hunter2' } }),
      'identity.key-unknown',
      /not known/,
    ],
    ['a read-only key that writes', () => call('/v1/notes', { as: 'reader', method: 'POST' }), 'identity.scope-missing', /"write"/],
    ['a key without a scope that the route names', () => call('/v1/notes/approvals'), 'identity.scope-missing', /"approve"/],
  ] as const)('answers %s with a problem document', async (_, request, code, detail) => {
    const { status, headers, body } = await request();
    const { status: expected, title } = problemKinds[code];
    expect(body).toMatchObject({
      type: `https://skein.dev/problems/${code}`,
      code,
      title,
      status: expected,
      detail: expect.stringMatching(detail),
    });
    expect(status).toBe(expected);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('names every wrong field with its path', async () => {
    const { body } = await post('/v1/notes', '{"title":"","stars":-1}');
    expect(body.facts?.['issues']).toEqual([expect.objectContaining({ path: 'title' }), expect.objectContaining({ path: 'stars' })]);
  });

  it('passes the facts of an error on, and the address it happened at', async () => {
    expect((await call('/v1/notes/throw/known?x=1')).body).toMatchObject({ facts: { workflow: 'w1' }, instance: '/v1/notes/throw/known' });
  });

  it('says when to come back', async () => {
    const { status, headers, body } = await call('/v1/notes/throw/busy');
    expect([status, headers.get('retry-after'), body.retriable]).toEqual([503, '1', true]);
  });

  it.each(['internal', 'zod'])('keeps the inside of an unknown error (%s) to its log, without secrets', async (what) => {
    lines.length = 0;
    const { status, body } = await call(`/v1/notes/throw/${what}`);
    expect([status, body.code]).toEqual([500, 'service.failed']);
    expect(JSON.stringify(body)).not.toMatch(/postgres|expected|stack/);
    const [line] = lines.filter((one) => one.includes('a request failed')).map((one) => JSON.parse(one) as { err: { stack: string } });
    expect(line!.err.stack).toContain('at ');
    expect(lines.join()).not.toContain('secret@');
  });

  it('lets nobody in while keys cannot be looked up, except keys known a moment ago', async () => {
    await call('/v1/notes/me');
    database.up = false;
    try {
      expect(await call('/v1/notes/me', { as: 'slow' })).toMatchObject({ status: 503, body: { code: 'service.unavailable' } });
      expect((await call('/v1/notes/me')).status).toBe(200);
    } finally {
      database.up = true;
    }
    expect((await call('/v1/notes/me', { as: 'slow' })).status).toBe(200);
  });

  it('opens public routes to everybody', async () => {
    expect((await call('/v1/notes/open/door', { as: '' })).body).toEqual({ principal: null });
    expect((await call('/health/live', { as: '' })).body).toEqual({ status: 'live', app: 'notes' });
  });

  it('is ready when every required check passes, and tells which does not', async () => {
    const readiness = app.nest.get(Readiness);
    const ready = () => call('/health/ready', { as: '' });
    readiness.add('database', async () => undefined);
    readiness.add('search', () => Promise.reject(new Error('secret place')), { required: false });
    expect(await ready()).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { database: { ok: true }, search: { ok: false, detail: 'does not answer' } } },
    });
    readiness.add('database', () => Promise.reject(new SkeinError('store.schema-newer', 'The store is newer.')));
    const { status, headers, body } = await ready();
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(body).toMatchObject({ status: 'not-ready', checks: { database: { ok: false, detail: 'The store is newer.' } } });
    readiness.add('database', async () => undefined);
  });

  it('documents its routes in OpenAPI, from the schemas that validate them', async () => {
    const { body } = await call('/openapi.json', { as: '' });
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/v1/notes': {
          get: {
            summary: 'Lists notes',
            parameters: [
              { name: 'limit', in: 'query', required: false },
              { name: 'tag', in: 'query', required: false },
            ],
            responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NotesView' } } } } },
          },
          post: {
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NoteRequest.Input' } } } },
            responses: {
              201: {},
              default: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
            },
          },
        },
        '/v1/notes/{id}': {
          get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/StreamId.Input' } }] },
        },
        '/health/live': { get: { security: [] } },
      },
      components: {
        schemas: { 'NoteRequest.Input': { required: ['title'] }, NoteRequest: { required: ['title', 'stars'] }, 'StreamId.Input': {} },
      },
    });
    const refs = JSON.stringify(body).match(/"\$ref":"[^"]+"/g) ?? [];
    const known = Object.keys((body['components'] as { schemas: object }).schemas).map((id) => `"$ref":"#/components/schemas/${id}"`);
    expect(refs.filter((ref) => !known.includes(ref))).toEqual([]);
  });

  it('survives a caller that speaks no HTTP', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write('\x16\x03\x01\r\n\r\n'));
      socket.on('data', (data) => resolve(data.toString()));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect((await call('/health/live')).status).toBe(200);
  });
});
