import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HEARTBEAT_GRACE_MS, type AgentView, type Page, type Problem } from '@skein/contracts';
import { runSystem, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule as CommandService } from '../../command-service/src/app.module.ts';
import { AppModule as EventStore } from '../../event-store/src/app.module.ts';
import { AppModule } from './app.module.ts';

interface Answer<T> {
  status: number;
  position: string | null;
  body: T;
}

describe('agents over HTTP', () => {
  let system: RunningSystem;
  let url: string;
  let late: string;
  const keys = { acme: '', bob: '', globex: '' };

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService);
    url = (await system.start('agent-registry', AppModule)).url;
    // It follows topics that are not there, so that it never learns how far the read model is.
    late = (await system.start('agent-registry', AppModule, { TOPIC_PREFIX: 'nowhere.', OWN_WRITE_WAIT_MS: '0' })).url;
    keys.acme = await system.key();
    keys.bob = await system.key({ subject: 'bob' });
    keys.globex = await system.key({ tenant: 'globex', subject: 'eve' });
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  interface How {
    id?: string;
    body?: object;
    at?: string;
    as?: keyof typeof keys;
  }
  const ask = async <T>(method: string, path: string, { id, body, at = url, as = 'acme' }: How = {}): Promise<Answer<T>> => {
    const headers = {
      authorization: `Bearer ${keys[as]}`,
      ...(id === undefined ? {} : { 'idempotency-key': id }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    const response = await fetch(`${at}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: response.status, position: response.headers.get('skein-position'), body: (await response.json()) as T };
  };
  const register = <T = AgentView>(
    id: string,
    { name = 'Agent', tags = [] as string[], ...how }: How & { name?: string; tags?: string[] } = {},
  ) => ask<T>('POST', '/v1/agents', { ...how, body: { id, name, tags, capabilities: ['test'] } });
  const get = <T = AgentView>(path: string, as?: How['as']) => ask<T>('GET', path, { as });
  const idsOf = ({ body }: Answer<Page<AgentView>>) => body.items.map(({ id }) => id);

  it('are registered once however often the same key comes', async () => {
    const [agent, id] = [randomUUID(), randomUUID()];
    const first = await register(agent, { id });
    expect(first).toMatchObject({ status: 201, body: { id: agent, registration: 1, state: 'starting' } });
    expect(first.position).toMatch(/^agent:\d+:\d+$/);
    expect(await register(agent, { id })).toEqual(first);
    expect(await register(agent)).toMatchObject({ status: 201, body: { registration: 2 } });
  });

  it('are not handed a registration that has been replaced or has ended since', async () => {
    const [agent, id] = [randomUUID(), randomUUID()];
    await register(agent, { id });
    await ask('DELETE', `/v1/agents/${agent}`);
    const stale = { status: 409, body: { code: 'agent.registration-stale' } };
    expect(await register<Problem>(agent, { id })).toMatchObject(stale);
    expect(await register(agent, { as: 'bob' })).toMatchObject({ status: 201, body: { registration: 2 } });
    expect(await register<Problem>(agent, { id })).toMatchObject({ ...stale, body: { facts: { registration: 2 } } });
  });

  it('are deregistered once, and the same key gives the same answer again', async () => {
    const [agent, id] = [randomUUID(), randomUUID()];
    await register(agent);
    const ended = await ask('DELETE', `/v1/agents/${agent}`, { id });
    expect(ended).toMatchObject({ status: 200, body: { id: agent } });
    expect(await ask('DELETE', `/v1/agents/${agent}`, { id })).toEqual(ended);
    const unknown = { status: 404, body: { code: 'agent.unknown' } };
    expect(await ask('DELETE', `/v1/agents/${agent}`)).toMatchObject(unknown);
    expect(await get(`/v1/agents/${agent}`)).toMatchObject(unknown);
    expect(await register(agent)).toMatchObject({ body: { registration: 2 } });
    expect(await ask('DELETE', `/v1/agents/${agent}`, { id })).toEqual(ended);
    expect(await get(`/v1/agents/${agent}`)).toMatchObject({ status: 200, body: { registration: 2 } });
  });

  it('refuse a key that was used with another content, and what is no key', async () => {
    const [agent, id] = [randomUUID(), randomUUID()];
    await register(agent, { id });
    const reused = { status: 422, body: { code: 'command.key-reused' } };
    expect(await register<Problem>(agent, { id, name: 'Another' })).toMatchObject(reused);
    expect(await ask<Problem>('DELETE', `/v1/agents/${agent}`, { id })).toMatchObject(reused);
    expect(await get(`/v1/agents/${agent}`)).toMatchObject({ body: { name: 'Agent', registration: 1 } });
    expect(await register<Problem>(agent, { id: 'a b' })).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await register<Problem>(agent, { as: 'bob' })).toMatchObject({ status: 403, body: { code: 'agent.not-yours' } });
  });

  it('are listed page by page in the order of their ids', async () => {
    const tag = randomUUID();
    for (const name of ['c', 'a', 'e', 'b', 'd']) await register(`${name}-${tag}`, { tags: [tag] });
    const pages: string[][] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Answer<Page<AgentView>> = await get(`/v1/agents?tag=${tag}&limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(idsOf(page).map((id) => id[0]!));
      cursor = page.body.next;
    }
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(await get('/v1/agents?cursor=nonsense')).toMatchObject({ status: 400, body: { code: 'read.cursor-invalid' } });
  });

  it('are shown to their own tenant only', async () => {
    const agent = randomUUID();
    await register(agent);
    const unknown = { status: 404, body: { code: 'agent.unknown' } };
    expect(await get(`/v1/agents/${agent}`, 'globex')).toMatchObject(unknown);
    expect(idsOf(await get('/v1/agents', 'globex'))).toEqual([]);
    expect(await ask('POST', `/v1/agents/${agent}/heartbeat`, { as: 'globex', body: { registration: 1 } })).toMatchObject(unknown);
    expect(await ask('DELETE', `/v1/agents/${agent}`, { as: 'globex' })).toMatchObject(unknown);
    expect(await register(agent, { as: 'globex' })).toMatchObject({ status: 201, body: { registration: 1 } });
    expect((await get(`/v1/agents/${agent}`)).body).toMatchObject({ registration: 1, state: 'starting' });
  });

  it('are starting until they are heard, then as they say, and found by their state', async () => {
    const [agent, tag] = [randomUUID(), randomUUID()];
    await register(agent, { tags: [tag] });
    const inState = async (state: string) => idsOf(await get(`/v1/agents?tag=${tag}&state=${state}`));
    const beat = (more: object) => ask('POST', `/v1/agents/${agent}/heartbeat`, { body: { registration: 1, ...more } });
    expect(await inState('starting')).toEqual([agent]);
    expect(await beat({ load: 0.5 })).toMatchObject({ status: 200, body: { state: 'available' } });
    expect([await inState('starting'), await inState('available')]).toEqual([[], [agent]]);
    expect(await beat({ load: 1 })).toMatchObject({ body: { state: 'busy' } });
    expect(await beat({ draining: true })).toMatchObject({ body: { state: 'draining' } });
    expect(await register(agent, { tags: [tag] })).toMatchObject({ body: { registration: 2, state: 'starting' } });
    expect(await beat({})).toMatchObject({ status: 409, body: { code: 'agent.registration-stale' } });
  });

  it('are not offline for a silence in which the registry itself was not up', async () => {
    const agent = randomUUID();
    await register(agent);
    const longAgo = new Date(Date.now() - 2 * HEARTBEAT_GRACE_MS).toISOString();
    await system.database.execute('update agent_registry.agents set registered_at = $2 where id = $1', [agent, longAgo]);
    expect(await get(`/v1/agents/${agent}`)).toMatchObject({ body: { state: 'starting', registeredAt: longAgo } });
  });

  it('are told by id, position and registration while the read model is late, and nothing is done twice', async () => {
    const [agent, id] = [randomUUID(), randomUUID()];
    const first = await register(agent, { id, at: late });
    expect(first).toMatchObject({ status: 202, body: { id: agent, commandId: id, position: first.position, registration: 1 } });
    const heard = await ask('POST', `/v1/agents/${agent}/heartbeat`, { body: { registration: 1, minPosition: first.position } });
    expect(heard).toMatchObject({ status: 200, body: { state: 'available' } });
    expect(await register(agent, { id })).toMatchObject({ status: 201, body: { registration: 1 } });
    const ended = await ask('DELETE', `/v1/agents/${agent}`, { at: late });
    expect(ended).toMatchObject({ status: 202, body: { id: agent, position: ended.position } });
    expect(await get(`/v1/agents/${agent}?minPosition=${ended.position}`)).toMatchObject({ status: 404, body: { code: 'agent.unknown' } });
    expect(await ask('DELETE', `/v1/agents/${agent}`, { at: late })).toMatchObject({ status: 404, body: { code: 'agent.unknown' } });
  });
});
