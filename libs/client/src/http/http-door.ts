import { SkeinError } from '@skein/contracts';
import type { Dispatcher } from 'undici';
import { CollectedAnswer, type WholeAnswer } from './collected-answer.ts';
import { connections } from './connections.ts';
import { errorOfAnswer } from './problem-error.ts';
import { queryString, type Query } from './query.ts';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/v1/`; its variable parts are encoded already (see `path`). */
  path: string;
  query?: Query;
  /** Sent as it is: a text is JSON, bytes are bytes. */
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** How long one attempt may take; 0 = no limit. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** One attempt at a time: sends a request, and throws a {@link SkeinError} for every answer that is not a success. */
export class HttpDoor {
  readonly #url: string;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url.replace(/\/+$/, '');
    const { origin, pathname } = new URL(this.#url);
    this.#origin = origin;
    this.#prefix = pathname === '/' ? '' : pathname;
    this.#key = key;
  }

  async json<T>(request: HttpRequest): Promise<T> {
    const { body } = await this.#whole(request);
    try {
      // what a door of the contracts answers is typed there
      return JSON.parse(body.toString()) as T;
    } catch (error) {
      throw this.#unanswered(error, request.signal);
    }
  }

  async bytes(request: HttpRequest): Promise<Uint8Array> {
    return new Uint8Array((await this.#whole(request)).body);
  }

  /** The body of an answer as it comes; resolves when its head is there. The body is the caller's to read or to leave. */
  async open(request: Omit<HttpRequest, 'timeoutMs'> & { signal: AbortSignal }): Promise<AsyncIterable<Uint8Array>> {
    try {
      const { statusCode, headers, body } = await connections.request({ ...this.#asked(request), signal: request.signal });
      if (isSuccess(statusCode)) return body;
      throw this.#refusal(request, { status: statusCode, headers, body: Buffer.from(await body.bytes()) });
    } catch (error) {
      if (error instanceof SkeinError && !request.signal.aborted) throw error;
      throw this.#unanswered(error, request.signal);
    }
  }

  async #whole(request: HttpRequest): Promise<WholeAnswer> {
    const { timeoutMs, signal } = request;
    signal?.throwIfAborted();
    const answer = new CollectedAnswer();
    const late =
      timeoutMs > 0 ? setTimeout(() => answer.giveUp(new Error(`nothing within ${Math.ceil(timeoutMs)} ms`)), timeoutMs) : undefined;
    const leave = () => answer.giveUp(signal!.reason as Error);
    signal?.addEventListener('abort', leave);
    connections.dispatch(this.#asked(request), answer);
    let whole: WholeAnswer;
    try {
      whole = await answer.whole;
    } catch (error) {
      throw this.#unanswered(error, signal);
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', leave);
    }
    if (!isSuccess(whole.status)) throw this.#refusal(request, whole);
    return whole;
  }

  #asked({ method = 'GET', path, query, body, headers }: Omit<HttpRequest, 'timeoutMs'>): Dispatcher.DispatchOptions {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    return {
      origin: this.#origin,
      path: `${this.#prefix}${path}${query ? queryString(query) : ''}`,
      method,
      headers: { authorization: `Bearer ${this.#key}`, ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      body: body ?? null,
    };
  }

  #refusal({ path, query = {} }: Pick<HttpRequest, 'path' | 'query'>, answer: WholeAnswer): SkeinError {
    return errorOfAnswer(`${this.#url}${path}${queryString(query)}`, answer);
  }

  #unanswered(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    const why = reasonOf(error);
    const message = `No answer from ${this.#url}: ${why}. Check the address (SKEIN_URL), and that the gateway runs ("npm start").`;
    return new SkeinError('service.unavailable', message, { url: this.#url, reached: !neverSent.test(why) }, { cause: error });
  }
}

const isSuccess = (status: number) => status >= 200 && status < 300;

// With these the request has not left this machine; with all others the server may have acted on it.
const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/** The reason is in the error, in its cause, or in the first of several. */
function reasonOf(error: unknown): string {
  const { cause, errors, code, message } = Object(error) as { cause?: unknown; errors?: unknown; code?: unknown; message?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return reasonOf(errors[0]);
  if (cause !== undefined) return reasonOf(cause);
  const text = String(message ?? error);
  return typeof code === 'string' && !text.includes(code) ? `${code} ${text}` : text;
}
