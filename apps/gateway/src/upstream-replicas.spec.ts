import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createApp, type RunningApp } from '@skein/platform';
import { AppModule } from './app.module.ts';
import { nobody, Service, type Handler } from './service.fixture.ts';

const breaks: Handler = (request) => request.socket.destroy();
const says = (status: number, code: string): Handler => {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ code }));
  };
};

describe('a service with two replicas', () => {
  let [one, other] = [new Service('one'), new Service('other')];
  let urls: string[];
  let gateway: RunningApp;

  const start = async (addresses: string[]) => {
    const rest = Object.fromEntries(
      await Promise.all(['EVENT_STORE', 'AGENT_REGISTRY', 'RAG_INDEXER', 'MEMORY'].map(async (name) => [`${name}_URL`, await nobody()])),
    );
    gateway = await createApp(AppModule, { env: { ...rest, COMMAND_SERVICE_URL: addresses.join(','), LOG_LEVEL: 'silent' } });
  };
  beforeEach(async () => {
    [one, other] = [new Service('one'), new Service('other')];
    urls = [await one.listen(), await other.listen()];
    await start(urls);
  });
  afterEach(async () => {
    await gateway.stop();
    for (const { server } of [one, other]) server.closeAllConnections();
    for (const { server } of [one, other]) server.close();
  });

  const send = async (commands: object[], headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ commands });
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(`${gateway.url}/v1/commands`, { method: 'POST', body, headers: all });
    const { service, code, body: seen } = (await response.json()) as { service?: string; code?: string; body?: string };
    return { status: response.status, by: service, code, whole: seen === undefined || seen === body };
  };

  it('is asked in turns', async () => {
    const answers = [await send([]), await send([]), await send([]), await send([])];
    expect(answers.map(({ by }) => by).sort()).toEqual(['one', 'one', 'other', 'other']);
  });

  it('answers by the one that is there when the other takes no connection, whatever is asked', async () => {
    await gateway.stop();
    await start([await nobody(), urls[1]!]);
    for (let i = 0; i < 4; i++) expect(await send([{ type: 'x' }])).toEqual({ status: 207, by: 'other', code: undefined, whole: true });
  });

  it('answers by the other when one says that it stops, whatever is asked', async () => {
    one.handler = says(503, 'service.not-ready');
    for (let i = 0; i < 4; i++) expect(await send([{ type: 'x' }])).toMatchObject({ status: 207, by: 'other', whole: true });
  });

  it('gets commands with ids again when a replica breaks off in the middle of them', async () => {
    one.handler = breaks;
    for (let i = 0; i < 4; i++) expect(await send([{ id: 'c1', type: 'x' }])).toMatchObject({ status: 207, by: 'other', whole: true });
  });

  it('gets a command with an Idempotency-Key again, too', async () => {
    one.handler = breaks;
    for (let i = 0; i < 4; i++) expect(await send([{}], { 'idempotency-key': 'k' })).toMatchObject({ status: 207, by: 'other' });
  });

  it('does not get again what may have been taken and has no id', async () => {
    one.handler = other.handler = breaks;
    expect(await send([{ id: 'c1', type: 'x' }, { type: 'y' }])).toMatchObject({ status: 503, code: 'service.unavailable' });
    expect(one.sockets.size + other.sockets.size).toBe(1);
  });

  it('has its other refusals passed on as they are', async () => {
    one.handler = other.handler = says(503, 'service.busy');
    expect(await send([{ id: 'c1', type: 'x' }])).toMatchObject({ status: 503, code: 'service.busy' });
    expect(one.sockets.size + other.sockets.size).toBe(1);
  });

  it.each(['service.busy', 'service.not-ready', 'service.unavailable'])(
    'does not say %s of commands that the one which broke off may have taken',
    async (code) => {
      one.handler = breaks;
      other.handler = says(503, code);
      expect(await send([{ id: 'c1', type: 'x' }])).toMatchObject({ status: 503, code: 'command.outcome-unknown' });
      expect(other.sockets.size).toBe(1);
    },
  );

  it('says that the outcome of commands is not known when both break off', async () => {
    one.handler = other.handler = breaks;
    expect(await send([{ id: 'c1', type: 'x' }])).toMatchObject({ status: 503, code: 'command.outcome-unknown' });
    expect([one.sockets.size, other.sockets.size]).toEqual([1, 1]);
  });

  it('says so of single commands, too, and passes on what is known', async () => {
    const results = [
      { commandId: 'c1', stream: 's', status: 'applied', durable: 'stored' },
      { commandId: 'c2', stream: 's', status: 'failed', problem: { code: 'service.busy', status: 503 } },
      { commandId: 'c3', stream: 's', status: 'failed', problem: { code: 'command.key-reused', status: 422 } },
    ];
    one.handler = breaks;
    other.handler = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
    };
    const body = JSON.stringify({ commands: [{ id: 'c1' }, { id: 'c2' }, { id: 'c3' }] });
    const response = await fetch(`${gateway.url}/v1/commands`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    const [applied, busy, refused] = ((await response.json()) as { results: object[] }).results;
    expect([applied, refused]).toEqual([results[0], results[2]]);
    expect(busy).toMatchObject({ commandId: 'c2', status: 'failed', problem: { code: 'command.outcome-unknown', status: 503 } });
  });

  it('answers commands by the other when one takes them and is silent, and is taken back when it answers again', async () => {
    const asked = Promise.withResolvers<void>();
    one.handler = () => asked.resolve();
    const answers = Promise.all([send([{ id: 'c1', type: 'x' }]), send([{ id: 'c2', type: 'x' }])]);
    await asked.promise;
    expect((await answers).map(({ by }) => by)).toEqual(['other', 'other']);
    expect(await send([{ id: 'c3', type: 'x' }])).toMatchObject({ by: 'other' });
    one.handler = one.echo;
    while ((await send([{ id: 'c4', type: 'x' }])).by !== 'one');
  });
});
