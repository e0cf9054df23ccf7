import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { problemOf, type CommandRequest } from '@skein/contracts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerJson, StandInServer, type Answering } from './fixtures/stand-in-server.fixture.ts';
import { localRun, SkeinClient } from './index.ts';

describe('reading', () => {
  let server: StandInServer;
  const clientOf = async (answering: Answering, options = {}) => {
    server = await new StandInServer(answering).start();
    return new SkeinClient({ url: `${server.url}/`, key: 'sk_test', ...options });
  };
  const reads = () => server.requests.filter(({ method }) => method === 'GET').map(({ url }) => url);
  const deciding: Answering = (request, response) => {
    if (request.method === 'GET') return answerJson(response, { id: 'w1', items: [], position: 'workflow:3:7' });
    if (!request.url.startsWith('/v1/commands')) return answerJson(response, { hits: [], channels: [] });
    const { commands } = JSON.parse(request.body) as { commands: CommandRequest[] };
    const applied = { status: 'applied', version: 1, position: 'workflow:3:5', events: [] };
    answerJson(response, { results: commands.map(({ id, stream }) => ({ commandId: id, stream: stream ?? 'w1', ...applied })) });
  };
  afterEach(() => server.stop());

  it('asks for at least what the client has written and seen', async () => {
    const client = await clientOf(deciding);
    await client.workflows.get('w1');
    await client.workflows.start({ title: 'One' }, { stream: 'w1' });
    await client.workflows.get('w1');
    await client.workflows.get('w2');
    await client.workflows.list().toArray();
    await client.search('one');
    expect(reads()).toEqual([
      '/v1/workflows/w1',
      '/v1/workflows/w1?minPosition=workflow%3A3%3A7',
      '/v1/workflows/w2',
      '/v1/workflows?minPosition=workflow%3A3%3A5',
    ]);
    expect(JSON.parse(server.requests.at(-1)!.body)).toEqual({ query: 'one', minPosition: 'workflow:3:5' });
  });

  it('asks for nothing of the kind when that is turned off', async () => {
    const client = await clientOf(deciding, { readYourWrites: false });
    await client.workflows.start({ title: 'One' }, { stream: 'w1' });
    await client.workflows.get('w1');
    expect(reads()).toEqual(['/v1/workflows/w1']);
  });

  it('walks through all pages of a list', async () => {
    const client = await clientOf(({ url }, response) => {
      const cursor = Number(new URL(url, 'http://x').searchParams.get('cursor') ?? 0);
      answerJson(response, { items: [{ id: `w${cursor}` }], ...(cursor < 2 ? { next: String(cursor + 1) } : {}) });
    });
    const ids: string[] = [];
    for await (const { id } of client.workflows.list({ status: 'running' })) ids.push(id);
    expect(ids).toEqual(['w0', 'w1', 'w2']);
    expect(await client.workflows.list().toArray(2)).toHaveLength(2);
  });

  it('walks through a history by versions', async () => {
    const client = await clientOf(({ url }, response) => {
      const query = new URL(url, 'http://x').searchParams;
      const [from, limit] = [Number(query.get('from')), Number(query.get('limit'))];
      answerJson(response, {
        items: [1, 2, 3, 4, 5]
          .filter((version) => version >= from)
          .slice(0, limit)
          .map((version) => ({ version })),
      });
    });
    const events = await client.workflows.events('w1', { from: 2, limit: 2 }).toArray();
    expect(events.map(({ version }) => version)).toEqual([2, 3, 4, 5]);
  });

  it('tries again what may succeed later, and throws the rest with the code of the server', async () => {
    const client = await clientOf((_, response) =>
      server.requests.length < 3
        ? answerJson(response, problemOf('read.position-not-reached'), 409)
        : answerJson(response, problemOf('workflow.unknown', 'There is no workflow w1.'), 404),
    );
    await expect(client.workflows.get('w1')).rejects.toMatchObject({ code: 'workflow.unknown', message: 'There is no workflow w1.' });
    expect(server.requests).toHaveLength(3);
  });

  it('says so when something else answers at the address', async () => {
    const client = await clientOf((_, response) => void response.writeHead(404).end('<html>'));
    await expect(client.workflows.get('w1')).rejects.toMatchObject({
      code: 'request.not-found',
      message: expect.stringContaining('gateway'),
    });
  });

  it('names an artifact by its bytes, and notices when other bytes come back', async () => {
    const artifacts = new Map<string, string>();
    const client = await clientOf(({ method, url, body }, response) => {
      if (method === 'PUT') artifacts.set(url, body);
      response.writeHead(200).end(method === 'PUT' ? '' : artifacts.get(url));
    });
    const sha256 = await client.artifacts.put('läuft');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(new TextDecoder().decode(await client.artifacts.get(sha256))).toBe('läuft');
    artifacts.set(`/v1/artifacts/${sha256}`, 'other');
    await expect(client.artifacts.get(sha256)).rejects.toMatchObject({ code: 'artifact.hash-mismatch' });
  });

  it('encodes what it puts into addresses', async () => {
    const client = await clientOf((_, response) => answerJson(response, { id: 'x' }));
    await client.agents.get('../workflows?x=1');
    expect(reads()).toEqual(['/v1/agents/..%2Fworkflows%3Fx%3D1']);
  });
});

describe('a client of the local stack', () => {
  let home: string;
  const { SKEIN_HOME, SKEIN_URL, SKEIN_API_KEY } = process.env;
  const run = (pid: number) => JSON.stringify({ gateway: 'http://127.0.0.1:7300', key: 'sk_dev', brokers: ['b:1'], services: {}, pid });

  beforeEach(async () => {
    home = join(await mkdtemp(join(tmpdir(), 'skein-client-')), '.skein');
    await mkdir(home);
    delete process.env.SKEIN_URL;
    process.env.SKEIN_HOME = home;
  });
  afterEach(async () => {
    await rm(join(home, '..'), { recursive: true });
    for (const [name, value] of Object.entries({ SKEIN_HOME, SKEIN_URL, SKEIN_API_KEY })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('finds address and key where the stack has written them', async () => {
    await writeFile(join(home, 'run.json'), run(process.pid));
    expect(localRun()).toMatchObject({ gateway: 'http://127.0.0.1:7300', key: 'sk_dev', brokers: ['b:1'] });
    expect(SkeinClient.local()).toBeInstanceOf(SkeinClient);
  });

  it('says how to start one when none runs', () => {
    expect(() => SkeinClient.local()).toThrow(
      expect.objectContaining({ code: 'service.unavailable', message: expect.stringContaining('npm start') }),
    );
  });

  it('does not believe what a stack that was killed has left', async () => {
    await writeFile(join(home, 'run.json'), run(2 ** 22 + 1)); // above the largest pid
    expect(() => SkeinClient.local()).toThrow('which has ended');
  });

  it('goes where the environment says instead', () => {
    process.env.SKEIN_URL = 'http://127.0.0.1:9';
    process.env.SKEIN_API_KEY = 'sk_other';
    expect(SkeinClient.local()).toBeInstanceOf(SkeinClient);
    delete process.env.SKEIN_API_KEY;
    expect(() => SkeinClient.local()).toThrow(expect.objectContaining({ code: 'identity.key-missing' }));
  });
});
