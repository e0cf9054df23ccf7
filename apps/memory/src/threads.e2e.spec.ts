import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommandResult, Page, Problem, ThreadView, TurnView } from '@skein/contracts';
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

describe('threads over HTTP', () => {
  let system: RunningSystem;
  let url: string;
  let late: string;
  let acme: string;
  let globex: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService);
    url = (await system.start('memory', AppModule)).url;
    // It follows topics that are not there, so that it never learns how far the read model is.
    late = (await system.start('memory', AppModule, { TOPIC_PREFIX: 'nowhere.', OWN_WRITE_WAIT_MS: '0' })).url;
    acme = await system.key();
    globex = await system.key({ tenant: 'globex', subject: 'eve' });
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  const ask = async <T>(path: string, init: RequestInit = {}, { key = acme, at = url } = {}): Promise<Answer<T>> => {
    const headers = { authorization: `Bearer ${key}`, ...(init.headers as object) };
    const response = await fetch(`${at}${path}`, { ...init, headers });
    return { status: response.status, position: response.headers.get('skein-position'), body: (await response.json()) as T };
  };
  const post = <T>(path: string, body: object, id?: string, to?: { key?: string; at?: string }) => {
    const headers = { 'content-type': 'application/json', ...(id === undefined ? {} : { 'idempotency-key': id }) };
    return ask<T>(path, { method: 'POST', headers, body: JSON.stringify(body) }, to);
  };
  const get = <T>(path: string, key?: string) => ask<T>(path, {}, { key });
  const said = (...contents: string[]) => ({ turns: contents.map((content) => ({ role: 'user', content })) });
  const turnsOf = async (thread: string) =>
    (await get<Page<TurnView>>(`/v1/threads/${thread}/turns`)).body.items.map(({ number, content }) => [number, content]);

  it('are started once however often the same key comes, and the repeat answers the same thread', async () => {
    const [id, workflow] = [randomUUID(), randomUUID()];
    const first = await post<ThreadView>('/v1/threads', { title: 'Once', workflow }, id);
    expect(first).toMatchObject({ status: 201, body: { title: 'Once', workflow, turns: 0 } });
    expect(first.position).toMatch(/^memory:\d+:\d+$/);
    expect(await post('/v1/threads', { title: 'Once', workflow }, id)).toEqual(first);
    expect((await get<Page<ThreadView>>(`/v1/threads?workflow=${workflow}`)).body.items).toEqual([first.body]);
  });

  it('are two without a key', async () => {
    const [one, other] = [
      await post<ThreadView>('/v1/threads', { title: 'Same' }),
      await post<ThreadView>('/v1/threads', { title: 'Same' }),
    ];
    expect(one.body.id).not.toBe(other.body.id);
  });

  it('take turns once however often the same key comes', async () => {
    const { body: thread } = await post<ThreadView>('/v1/threads', { title: 'Turns' });
    const id = randomUUID();
    const first = await post<CommandResult>(`/v1/threads/${thread.id}/turns`, said('a', 'b'), id);
    expect(first).toMatchObject({ status: 201, position: first.body.position, body: { commandId: id, status: 'applied', version: 2 } });
    const again = await post<CommandResult>(`/v1/threads/${thread.id}/turns`, said('a', 'b'), id);
    expect([again.status, again.body.events, again.body.position]).toEqual([201, first.body.events, first.body.position]);
    expect(await turnsOf(thread.id)).toEqual([[1, 'a'], [2, 'b']]); // prettier-ignore
  });

  it('refuse a key that was used with another body', async () => {
    const id = randomUUID();
    const { body: thread } = await post<ThreadView>('/v1/threads', { title: 'Mine' }, id);
    const reused = { status: 422, body: { code: 'command.key-reused' } };
    expect(await post<Problem>('/v1/threads', { title: 'Another' }, id)).toMatchObject(reused);
    await post(`/v1/threads/${thread.id}/turns`, said('a'), `${id}-turns`);
    expect(await post<Problem>(`/v1/threads/${thread.id}/turns`, said('b'), `${id}-turns`)).toMatchObject(reused);
    expect(await turnsOf(thread.id)).toEqual([[1, 'a']]);
  });

  it('refuse what is no key, a thread that is taken, and turns for a thread that is not there', async () => {
    const { body: thread } = await post<ThreadView>('/v1/threads', { title: 'Here' });
    const codeOf = async (answer: Promise<Answer<Problem>>) => [(await answer).status, (await answer).body.code];
    expect(await codeOf(post('/v1/threads', { title: 'x' }, 'a b'))).toEqual([400, 'request.invalid']);
    expect(await codeOf(post('/v1/threads', { title: 'x', id: thread.id }))).toEqual([409, 'thread.exists']);
    expect(await codeOf(post('/v1/threads/nobody/turns', said('a')))).toEqual([404, 'thread.unknown']);
    expect(await codeOf(get('/v1/threads/nobody'))).toEqual([404, 'thread.unknown']);
  });

  it('are listed page by page, the newest first, each of them once', async () => {
    const workflow = randomUUID();
    const started: string[] = [];
    for (const title of ['1', '2', '3', '4', '5']) started.push((await post<ThreadView>('/v1/threads', { title, workflow })).body.id);
    const listed: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { body }: Answer<Page<ThreadView>> = await get(`/v1/threads?workflow=${workflow}&limit=2${cursor && `&cursor=${cursor}`}`);
      listed.push(...body.items.map(({ id }) => id));
      sizes.push(body.items.length);
      cursor = body.next;
    }
    expect([sizes, listed.toSorted()]).toEqual([[2, 2, 1], started.toSorted()]);
    expect(await get('/v1/threads?cursor=nonsense')).toMatchObject({ status: 400, body: { code: 'read.cursor-invalid' } });
  });

  it('are shown to their own tenant only, whose keys are its own as well', async () => {
    const id = randomUUID();
    const { body: thread } = await post<ThreadView>('/v1/threads', { title: 'Secret' }, id);
    await post(`/v1/threads/${thread.id}/turns`, said('hidden'));
    const unknown = { status: 404, body: { code: 'thread.unknown' } };
    expect(await get(`/v1/threads/${thread.id}`, globex)).toMatchObject(unknown);
    expect(await get(`/v1/threads/${thread.id}/turns`, globex)).toMatchObject(unknown);
    expect(await post(`/v1/threads/${thread.id}/turns`, said('mine'), undefined, { key: globex })).toMatchObject(unknown);
    expect(await post(`/v1/threads/${thread.id}/context`, { tokens: 100 }, undefined, { key: globex })).toMatchObject(unknown);
    expect((await get<Page<ThreadView>>('/v1/threads', globex)).body.items).toEqual([]);
    const theirs = await post<ThreadView>('/v1/threads', { title: 'Theirs' }, id, { key: globex });
    expect([theirs.status, theirs.body.id === thread.id]).toEqual([201, false]);
  });

  it('are told by id and position while the read model is late, and nothing is done twice', async () => {
    const id = randomUUID();
    const first = await post<{ id: string; position: string }>('/v1/threads', { title: 'Late' }, id, { at: late });
    expect(first).toMatchObject({ status: 202, body: { commandId: id, position: first.position } });
    const turns = await post<CommandResult>(`/v1/threads/${first.body.id}/turns`, said('a'), id + 1, { at: late });
    expect(turns).toMatchObject({ status: 201, position: turns.body.position, body: { status: 'applied', version: 2 } });
    expect(await post('/v1/threads/nobody/turns', said('a'), undefined, { at: late })).toMatchObject({ body: { code: 'thread.unknown' } });
    const read = await get<ThreadView>(`/v1/threads/${first.body.id}?minPosition=${turns.position}`);
    expect(read).toMatchObject({ status: 200, body: { id: first.body.id, turns: 1 } });
    expect(await post('/v1/threads', { title: 'Late' }, id)).toMatchObject({ status: 201, body: { id: first.body.id, turns: 1 } });
  });
});
