import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp, type RunningApp } from '@skein/platform';
import { once } from 'node:events';
import { request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppModule } from './app.module.ts';
import { Service, type Handler } from './service.fixture.ts';

interface Line {
  level: string;
  message: string;
  service?: string;
}

describe('a request that ends before its answer', () => {
  const store = new Service('event-store');
  let gateway: RunningApp;
  const lines: Line[] = [];
  let logged = Promise.withResolvers<void>();

  beforeEach(async () => {
    const url = await store.listen();
    const names = ['COMMAND_SERVICE_URL', 'EVENT_STORE_URL', 'AGENT_REGISTRY_URL', 'RAG_INDEXER_URL', 'MEMORY_URL'];
    const write = (line: string) => {
      lines.push(JSON.parse(line) as Line);
      logged.resolve();
    };
    const env = { ...Object.fromEntries(names.map((name) => [name, url])), LOG_LEVEL: 'debug' };
    gateway = await createApp(AppModule, { env, logTo: { write } });
    lines.length = 0;
    logged = Promise.withResolvers();
  });
  afterEach(async () => {
    await gateway.stop();
    store.server.closeAllConnections();
    store.server.close();
  });

  const said = () => lines.map(({ level, message, service }) => ({ level, message, service }));

  it.each([
    ['a poll that waits', 'POST', '/v1/tasks/poll', () => undefined],
    ['a question that takes long', 'GET', '/v1/workflows', () => undefined],
    ['a stream', 'GET', '/v1/events/stream', (_: unknown, response: ServerResponse) => void response.write('data: 1\n\n')],
  ] as [string, string, string, Handler][])(
    'ends %s at the service when the caller goes away, without a warning',
    async (_, method, path, handler) => {
      const [arrived, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      store.handler = (request, response) => {
        response.once('close', () => ended.resolve());
        handler(request, response);
        arrived.resolve();
      };
      const caller = new AbortController();
      const asked = fetch(gateway.url + path, { method, signal: caller.signal }).then((response) => response.text());
      await arrived.promise;
      caller.abort();
      await expect(asked).rejects.toThrow();
      await Promise.all([ended.promise, logged.promise]);
      await gateway.stop();
      expect(said()).toEqual([{ level: 'debug', message: 'a connection closed before its answer was complete', service: 'event-store' }]);
    },
  );

  it('is nothing to report when the caller goes away in the middle of the body', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 100 };
    const asked = request(`${gateway.url}/v1/commands`, { method: 'POST', headers });
    asked.on('error', () => undefined);
    const arrived = once(gateway.nest.getHttpServer() as Server, 'request');
    asked.write('{"commands":');
    const [{ socket }] = (await arrived) as [IncomingMessage];
    asked.destroy();
    await new Promise((closed) => socket.once('close', closed));
    await gateway.stop();
    expect(said()).toEqual([]);
  });

  it('says that it stops, and blames no service, when it ends streams and polls to stop', async () => {
    const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    store.handler = ({ url }, response) => {
      if (url === '/v1/events/stream') response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      arrived[url === '/v1/events/stream' ? 0 : 1]!.resolve();
    };
    const stream = await fetch(`${gateway.url}/v1/events/stream`);
    const poll = fetch(`${gateway.url}/v1/tasks/poll`, { method: 'POST' });
    await Promise.all(arrived.map(({ promise }) => promise));
    const read = stream.text().then(
      () => 'ended',
      () => 'broken off',
    );
    await gateway.stop();
    expect(['ended', 'broken off']).toContain(await read);
    const answer = await poll;
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '1',
      expect.objectContaining({ code: 'service.not-ready', retriable: true, detail: expect.stringContaining('gateway is stopping') }),
    ]);
    expect(said().filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('warns of a service that ends it', async () => {
    store.handler = (request) => request.socket.destroy();
    expect((await fetch(`${gateway.url}/v1/tasks/poll`, { method: 'POST' })).status).toBe(503);
    expect(said()).toEqual([{ level: 'warn', message: 'a request could not be served', service: undefined }]);
  });
});
