import { afterEach, describe, expect, it } from '@jest/globals';
import { problemOf, type WorkflowView } from '@skein/contracts';
import fc from 'fast-check';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { answerJson, StandInServer, type Answering } from '../fixtures/stand-in-server.fixture.ts';
import { SkeinClient } from '../index.ts';
import { sseMessages } from './sse-messages.ts';

const stored = (version: number) => ({ stream: 'w1', type: version % 2 ? 'workflow.odd' : 'workflow.even', version });
const send = (response: ServerResponse, ...versions: number[]) => {
  for (const version of versions) response.write(`id: cursor-${version}\ndata: ${JSON.stringify(stored(version))}\n\n`);
};
const open = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');

describe('the event stream', () => {
  let server: StandInServer;
  const clientOf = async (answering: Answering) => {
    server = await new StandInServer(answering).start();
    return new SkeinClient({ url: server.url, key: 'sk_test' });
  };
  afterEach(() => server?.stop());

  it('is read the same however its bytes are cut', async () => {
    const text = 'retry: 5\nid: 1\nevent: made\ndata: {"a":\ndata: "ä€"}\n\n: a comment\r\n\r\ndata:2\r\n\r\nid: 3\n\ndata: never ended';
    const bytes = new TextEncoder().encode(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length })), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const body = Readable.from(places.map((at, index) => bytes.subarray(at, places[index + 1] ?? bytes.length)));
        const messages: object[] = [];
        for await (const message of sseMessages(body)) messages.push(message);
        expect(messages).toEqual([
          { id: '1', event: 'made', data: '{"a":\n"ä€"}' },
          { id: '1', event: 'message', data: '2' },
          { id: '3', event: 'message', data: undefined },
        ]);
      }),
    );
  });

  it('goes on after the last event that was seen when the connection breaks or ends', async () => {
    const client = await clientOf((_, response) => {
      const connection = server.requests.length;
      if (connection === 2) return answerJson(response, problemOf('service.not-ready'), 503);
      open(response);
      if (connection === 1) return (send(response, 1, 2), void response.socket!.destroySoon());
      if (connection === 3) return (send(response, 3), void response.end());
      send(response, 4);
    });
    const over = new AbortController();
    const troubles: string[] = [];
    const versions: number[] = [];
    for await (const { event, cursor } of client.events({ signal: over.signal, onTrouble: ({ code }) => troubles.push(code) })) {
      expect(cursor).toBe(`cursor-${event.version}`);
      if (versions.push(event.version) === 4) over.abort();
    }
    expect(versions).toEqual([1, 2, 3, 4]);
    expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'cursor-2', 'cursor-2', 'cursor-3']);
    expect(troubles).toEqual(['service.unavailable', 'service.not-ready']);
  });

  it('goes on from where it began when the connection breaks before the first event', async () => {
    const client = await clientOf((_, response) => {
      open(response);
      if (server.requests.length > 1) return send(response, 1);
      response.write('id: begun-here\n\n');
      response.end();
    });
    const over = new AbortController();
    for await (const { event } of client.events({ signal: over.signal })) if (event.version === 1) over.abort();
    expect(server.requests[1]!.headers['last-event-id']).toBe('begun-here');
  });

  it('shows the types that were asked for only', async () => {
    const client = await clientOf((_, response) => (open(response), send(response, 1, 2, 3, 4)));
    const over = new AbortController();
    const versions: number[] = [];
    for await (const { event } of client.events({ types: ['workflow.even'], signal: over.signal })) {
      if (versions.push(event.version) === 2) over.abort();
    }
    expect(versions).toEqual([2, 4]);
  });

  it('ends with what waiting cannot change', async () => {
    const client = await clientOf((_, response) => answerJson(response, problemOf('identity.scope-missing'), 403));
    await expect(client.events().next()).rejects.toMatchObject({ code: 'identity.scope-missing' });
  });

  it('wakes whoever waits for a workflow', async () => {
    let stream: ServerResponse | undefined;
    let view: Partial<WorkflowView> = { id: 'w1', status: 'running', position: 'workflow:0:1' };
    const client = await clientOf((request, response) => {
      if (request.url.startsWith('/v1/events/stream')) return (open((stream = response)), undefined);
      answerJson(response, view);
      if (!stream || view.status === 'completed') return;
      view = { ...view, status: 'completed', position: 'workflow:0:2' };
      send(stream, 2);
    });
    await expect(client.workflows.waitFor('w1')).resolves.toMatchObject({ status: 'completed' });
  });

  it('lets nobody wait for ever', async () => {
    const client = await clientOf((request, response) => {
      if (request.url.startsWith('/v1/events/stream')) return (open(response), undefined);
      answerJson(response, { id: 'w1', status: 'running', position: 'workflow:0:1' });
    });
    await expect(client.workflows.waitFor('w1', undefined, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'service.unavailable',
      facts: { workflow: 'w1' },
    });
    await expect(client.workflows.waitFor('w1', undefined, { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
  });
});
