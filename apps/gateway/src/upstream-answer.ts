import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { withoutHopHeaders } from './hop-headers.ts';

/** What a service answers: all of it when it is small and says so, else as it comes. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer | Readable;
}

const unread = new Error('nobody reads the answer any more');
const SMALL_BYTES = 256 * 1024;

/** One request at a service, from its beginning to the end of its answer. */
export class UpstreamAnswer implements Dispatcher.DispatchHandler {
  /** Resolves when a large answer begins, or a small one is complete. */
  readonly begun: Promise<Answer>;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: Error | undefined;
  #head: Omit<Answer, 'body'> | undefined;
  #chunks: Buffer[] = [];
  #stream: Readable | undefined;

  constructor() {
    ({ promise: this.begun, resolve: this.#resolve, reject: this.#reject } = Promise.withResolvers<Answer>());
  }

  /** Ends the request wherever it is. */
  giveUp(why: Error): void {
    this.#givenUp ??= why;
    this.#reject(why);
    this.#controller?.abort(why);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#givenUp) controller.abort(this.#givenUp);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers: withoutHopHeaders(headers) };
    if (Number(headers['content-length']) <= SMALL_BYTES) return;
    this.#stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        controller.abort(error ?? unread);
        done(error);
      },
    });
    this.#resolve({ ...this.#head, body: this.#stream });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#stream) this.#chunks.push(chunk);
    else if (!this.#stream.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#stream) return void this.#stream.push(null);
    const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#resolve({ ...this.#head!, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#stream) this.#stream.destroy(error);
    else this.#reject(error);
  }
}
