import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Annotate, StartThread, StartWorkflow, type StoredEvent } from '@skein/contracts';
import type { RunningApp } from '@skein/platform';
import { PartitionLog, runSystem, type RunningSystem } from '@skein/testing';
import { AppModule } from '../app.module.ts';
import { EventsTopics } from '../events-topic.fixture.ts';

interface Message {
  id: string;
  event: StoredEvent;
}

/** A connection to the event stream that is read message by message. */
class Listening {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  constructor(
    body: ReadableStream<Uint8Array>,
    private readonly abort: AbortController,
  ) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  async next(): Promise<Message> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (id !== undefined) return { id, event: JSON.parse(data!) as StoredEvent };
        continue;
      }
      const { value, done } = await this.#reader.read();
      if (done) throw new Error('the stream has ended');
      this.#text += value;
    }
  }

  async take(count: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }

  /** Resolves when the server has ended the stream in order. */
  async end(): Promise<void> {
    while (!(await this.#reader.read()).done);
  }

  close(): void {
    this.abort.abort();
  }
}

describe('the event stream', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let app: RunningApp;
  let url: string;
  let key: string;
  let rivalKey: string;
  const [work, talk] = [new PartitionLog('workflow', 0), new PartitionLog('memory', 3)];

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    topics = await EventsTopics.open(system);
    app = await system.start('event-store', AppModule);
    url = app.url;
    key = await system.key();
    rivalKey = await system.key({ tenant: 'rival', subject: 'eve' });
  });
  afterAll(async () => {
    await topics.close();
    await system.stop();
  });

  const listen = async (query = '', headers: Record<string, string> = {}, by = key) => {
    const abort = new AbortController();
    const response = await fetch(`${url}/v1/events/stream${query}`, {
      headers: { authorization: `Bearer ${by}`, ...headers },
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    return new Listening(response.body!, abort);
  };
  const note = (text: string, more: object = {}) => work.send(Annotate({ text }), { stream: 'w1', ...more });
  const texts = (messages: Message[]) => messages.map(({ event }) => (event.data as { text?: string; title?: string }).text ?? event.type);

  it('tells of events as they are stored, of the caller’s tenant only, without outcomes', async () => {
    const [live, other] = [await listen(), await listen('', {}, rivalKey)];
    work.send(StartWorkflow({ title: 'Live' }), { stream: 'w1' });
    work.send(StartWorkflow({ title: 'Twice' }), { stream: 'w1' });
    note('one');
    work.send(StartWorkflow({ title: 'Of the rival' }), { stream: 'r1', tenant: 'rival' });
    note('two');
    await topics.write(work);
    expect(texts(await live.take(3))).toEqual(['workflow.workflow-started', 'one', 'two']);
    expect((await other.next()).event).toMatchObject({ stream: 'r1', position: 'workflow:0:4' });
    live.close();
    other.close();
  });

  it('goes on behind Last-Event-ID, in every partition, without a gap or a repeat', async () => {
    const live = await listen();
    note('three');
    note('four');
    await topics.write(work);
    talk.send(StartThread({ title: 'Talk' }), { stream: 't1' });
    await topics.write(talk);
    const messages = await live.take(3);
    live.close();
    const seen = messages.map(({ event }) => event.position);
    expect(new Set(seen)).toEqual(new Set(['workflow:0:6', 'workflow:0:7', 'memory:3:1']));

    note('five');
    await topics.write(work);
    for (const [index, { id }] of messages.entries()) {
      const again = await listen('', { 'last-event-id': id });
      const rest = await again.take(messages.length - index);
      again.close();
      expect(new Set(rest.map(({ event }) => event.position))).toEqual(new Set([...seen.slice(index + 1), 'workflow:0:8']));
    }
  });

  it('can be narrowed to a category or a stream', async () => {
    const [memory, one] = [await listen('?category=memory&after=memory:3:0'), await listen('?stream=w1')];
    expect((await memory.next()).event).toMatchObject({ category: 'memory', stream: 't1' });
    memory.close();
    one.close();
  });

  it('refuses an id that it has not made', async () => {
    const response = await fetch(`${url}/v1/events/stream`, { headers: { authorization: `Bearer ${key}`, 'last-event-id': 'yesterday' } });
    expect(await response.json()).toMatchObject({ code: 'read.cursor-invalid', status: 400 });
  });

  it('ends in order when the service stops', async () => {
    const live = await listen();
    await Promise.all([live.end(), app.stop()]);
  });
});
