import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp, type RunningApp } from '@skein/platform';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { AppModule } from './app.module.ts';
import { nobody, Service } from './service.fixture.ts';

interface Echo {
  service: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

describe('the gateway', () => {
  const names = ['command-service', 'event-store', 'agent-registry', 'rag-indexer'] as const;
  const services = Object.fromEntries(names.map((name) => [name, new Service(name)])) as Record<(typeof names)[number], Service>;
  let gateway: RunningApp;
  let env: Record<string, string | undefined>;

  beforeAll(async () => {
    const [commands, store, registry, indexer] = await Promise.all(names.map((name) => services[name].listen()));
    env = {
      COMMAND_SERVICE_URL: commands,
      EVENT_STORE_URL: store,
      AGENT_REGISTRY_URL: registry,
      RAG_INDEXER_URL: indexer,
      MEMORY_URL: await nobody(),
    };
    gateway = await createApp(AppModule, { env: { ...env, LOG_LEVEL: 'silent' } });
  });
  beforeEach(() => names.forEach((name) => (services[name].handler = services[name].echo)));
  afterAll(async () => {
    await gateway.stop();
    for (const { server } of Object.values(services)) server.close();
  });

  const echo = async (path: string, init?: RequestInit) => {
    const response = await fetch(gateway.url + path, init);
    return { response, echo: (await response.json()) as Echo };
  };

  it.each([
    ['POST', '/v1/workflows/w1/cancel', 'command-service'],
    ['GET', '/v1/workflows?limit=2&tag=a%2Fb', 'event-store'],
    ['GET', '/v1/workflows/w%3A1/commands/c1', 'command-service'],
    ['DELETE', '/v1/agents/a1', 'agent-registry'],
    ['POST', '/v1/search', 'rag-indexer'],
  ])('passes %s %s to the %s, and its answer back as it is', async (method, url, service) => {
    const { response, echo: seen } = await echo(url, { method });
    expect(seen).toMatchObject({ service, method, url });
    expect([response.status, response.headers.get('x-position')]).toEqual([207, 'workflow:3:42']);
  });

  it('passes bodies of any type on unread', async () => {
    const odd = '{"not": json, ';
    expect((await echo('/v1/commands', { method: 'POST', body: odd, headers: { 'content-type': 'application/json' } })).echo.body).toBe(
      odd,
    );
    const bytes = { method: 'PUT', body: 'bytes', headers: { 'content-type': 'application/octet-stream' } };
    expect((await echo('/v1/artifacts/abc', bytes)).echo).toMatchObject({ body: 'bytes', headers: { 'content-length': '5' } });
  });

  it('passes the credential on untouched, says who asked, and keeps the headers of its own connections to itself', async () => {
    const headers = {
      authorization: 'Bearer sk_abc',
      'x-api-key': 'sk_def',
      'x-forwarded-for': '10.1.1.1',
      'x-drop': '1',
      connection: 'x-drop',
      te: 'trailers',
      expect: '100-continue',
    };
    const asked = httpRequest(`${gateway.url}/v1/commands`, { method: 'POST', headers }).end('{}');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const { headers: seen } = JSON.parse((await buffer(answer)).toString()) as Echo;
    expect(seen).toMatchObject({
      authorization: 'Bearer sk_abc',
      'x-api-key': 'sk_def',
      'x-forwarded-for': '10.1.1.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(gateway.url).host,
    });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(x-drop|te|expect|upgrade)$/)]));
    expect(answer.headers['keep-alive']).not.toBe('timeout=7');
  });

  it('keeps its connections to a service for the next request', async () => {
    const { sockets } = services['rag-indexer'];
    for (let i = 0; i < 5; i += 1) await echo('/v1/search', { method: 'POST' });
    expect(sockets.size).toBe(1);
  });

  it('streams: the first event is there before the second is written', async () => {
    const second = Promise.withResolvers<void>();
    services['event-store'].handler = async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      await second.promise;
      response.end('data: 2\n\n');
    };
    const response = await fetch(`${gateway.url}/v1/events/stream`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: 1\n\n');
    second.resolve();
    expect((await reader.read()).value).toBe('data: 2\n\n');
  });

  it('passes large answers on, whatever they say of their length, and breaks off where a service does', async () => {
    const large = Buffer.alloc(3 * 1024 * 1024, 'large ');
    services['event-store'].handler = ({ url }, response) => {
      if (url === '/v1/log/chunked') response.write(large.subarray(0, 1000), () => response.end(large.subarray(1000)));
      else response.writeHead(200, { 'content-length': large.length });
      if (url === '/v1/log/whole') response.end(large);
      if (url === '/v1/log/broken') response.write(large.subarray(0, 2_000_000), () => response.destroy());
    };
    const bytes = async (path: string) => Buffer.from(await (await fetch(`${gateway.url}/v1/log/${path}`)).arrayBuffer());
    expect((await bytes('whole')).equals(large)).toBe(true);
    expect((await bytes('chunked')).equals(large)).toBe(true);
    await expect(bytes('broken')).rejects.toThrow('terminated');
  });

  it('answers without a body where a service does', async () => {
    services['event-store'].handler = ({ method }, response) => {
      if (method === 'HEAD') response.writeHead(200, { 'content-length': 5 }).end();
      else response.writeHead(304, { etag: '"1"' }).end();
    };
    const head = await fetch(`${gateway.url}/v1/workflows`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
    const same = await fetch(`${gateway.url}/v1/workflows`);
    expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, '"1"', '']);
  });

  it('passes the problems of a service on, and does not ask again by itself', async () => {
    let asked = 0;
    services['event-store'].handler = (_, response) => {
      asked += 1;
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }).end('{"code":"service.busy"}');
    };
    const response = await fetch(`${gateway.url}/v1/workflows`);
    expect([response.status, response.headers.get('retry-after'), await response.json(), asked]).toEqual([
      503,
      '1',
      { code: 'service.busy' },
      1,
    ]);
  });

  it.each([
    ['that is down', '/v1/threads', 'memory', (): void => undefined],
    [
      'that ends in the middle',
      '/v1/agents',
      'agent-registry',
      (): void => void (services['agent-registry'].handler = (request) => request.socket.destroy()),
    ],
  ])('names a service %s, and says when to come back', async (_, path, service, prepare) => {
    prepare();
    const response = await fetch(gateway.url + path);
    expect([response.status, response.headers.get('retry-after'), response.headers.get('content-type')]).toEqual([
      503,
      '1',
      'application/problem+json; charset=utf-8',
    ]);
    expect(await response.json()).toMatchObject({
      code: 'service.unavailable',
      retriable: true,
      facts: { service },
      detail: expect.stringContaining(`The ${service} does not answer`),
    });
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['DELETE', '/v1/workflows/w1'],
    ['GET', '/v2/workflows'],
    ['GET', '/v1/agents/x%2f..%2f..%2flog'],
  ])('answers %s %s itself: nobody is there', async (method, path) => {
    const response = await fetch(gateway.url + path, { method });
    expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'request.not-found' })]);
  });

  it.each([
    ['says how long it is', Buffer.alloc(16 * 1024 * 1024 + 1)],
    ['does not say how long it is', new Blob([Buffer.alloc(17 * 1024 * 1024)]).stream()],
  ])('turns a body away that no service would take, and that %s', async (_, body) => {
    services['event-store'].handler = (request) => request.resume();
    const init: RequestInit = { method: 'PUT', body, duplex: 'half', headers: { 'content-type': 'application/octet-stream' } };
    const response = await fetch(`${gateway.url}/v1/artifacts/abc`, init);
    expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ code: 'request.too-large' })]);
  });

  it('answers a caller whose body a service drops in the middle', async () => {
    services['event-store'].handler = (request) => request.once('data', () => request.socket.destroy());
    const init = { method: 'PUT', body: Buffer.alloc(16 * 1024 * 1024), headers: { 'content-type': 'application/octet-stream' } };
    const response = await fetch(`${gateway.url}/v1/artifacts/abc`, init);
    expect([response.status, await response.json()]).toEqual([503, expect.objectContaining({ code: 'service.unavailable' })]);
  });

  it('is ready when it can serve, and tells the state of each service', async () => {
    services['event-store'].handler = (_, response) => response.writeHead(503).end('{}');
    const response = await fetch(`${gateway.url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        status: 'ready',
        checks: {
          'command-service': { ok: true, required: false },
          'event-store': { ok: false, required: false, detail: 'The event-store answers, and is not ready.' },
          'agent-registry': { ok: true, required: false },
          'rag-indexer': { ok: true, required: false },
          memory: { ok: false, required: false, detail: 'does not answer' },
        },
      },
    ]);
  });
});
