import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Question {
  model: string;
  input: string[];
}

/** What a request gets in place of its answer. */
export type Trouble = (response: ServerResponse, question: Question) => boolean | void;

/** Words as directions: texts that share words are near to each other, and each model turns them its own way. */
export function fakeVector(model: string, text: string, dimension: number): number[] {
  const vector = Array.from({ length: dimension }, () => 0);
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? ['?']) {
    const hash = createHash('sha256').update(`${model}\n${word}`).digest();
    for (let at = 0; at < 4; at++) vector[hash.readUInt16BE(at * 4) % dimension]! += hash.readInt16BE(at * 4 + 2) / 32_768;
  }
  return vector;
}

/** A server of ours that answers as OpenAI's does, from hashes of words. */
export class FakeEmbeddings implements AsyncDisposable {
  readonly key = 'sk-test-0123456789';
  /** By model. */
  readonly dimensions: Record<string, number> = { small: 32, large: 48 };
  /** Texts, in the order in which they came. */
  readonly seen: string[] = [];
  requests = 0;
  /** The most at the same time. */
  most = 0;
  /** Handles a request in place of the server when it answers true. */
  trouble: Trouble = () => false;
  /** No answer before this, to those that {@link holds} names: all. */
  hold: Promise<unknown> = Promise.resolve();
  holds: (question: Question) => boolean = () => true;
  #now = 0;
  #server = createServer((request, response) => void this.#answer(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  static async listen(port = 0): Promise<FakeEmbeddings> {
    const fake = new FakeEmbeddings();
    fake.#server.listen(port, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    this.most = Math.max(this.most, (this.#now += 1));
    response.once('close', () => (this.#now -= 1));
    let body = '';
    for await (const piece of request) body += String(piece);
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers.authorization !== `Bearer ${this.key}`)
      return void send(401, { error: { message: `Incorrect API key provided: ${request.headers.authorization}` } });
    const question = JSON.parse(body) as Question;
    if (this.holds(question)) await this.hold;
    if (this.trouble(response, question)) return;
    const dimension = this.dimensions[question.model];
    if (request.url !== '/v1/embeddings' || dimension === undefined) return void send(404, { error: { message: 'no such model' } });
    this.seen.push(...question.input);
    const data = question.input.map((text, index) => ({ index, embedding: fakeVector(question.model, text, dimension) }));
    send(200, { model: question.model, data: data.toReversed() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
