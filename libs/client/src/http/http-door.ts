import { SkeinError } from '@skein/contracts';
import { errorOfResponse } from './problem-error.ts';
import { queryString, type Query } from './query.ts';

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/v1/`; its variable parts are encoded already (see `path`). */
  path: string;
  query?: Query;
  /** Sent as it is: a text is JSON, bytes are bytes. */
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** How long one attempt may take until its answer has begun; 0 = no limit. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** One attempt at a time: sends a request, and throws a {@link SkeinError} for every answer that is not a success. */
export class HttpDoor {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#key = key;
  }

  async json<T>(request: HttpRequest): Promise<T> {
    const response = await this.open(request);
    // what a door of the contracts answers is typed there
    return (await this.#reading(() => response.json(), request)) as T;
  }

  async bytes(request: HttpRequest): Promise<Uint8Array> {
    const response = await this.open(request);
    return new Uint8Array(await this.#reading(() => response.arrayBuffer(), request));
  }

  /** Resolves when the answer's head is there; its body is the caller's to read or to cancel. */
  async open({ method = 'GET', path, query = {}, body, headers = {}, timeoutMs, signal }: HttpRequest): Promise<Response> {
    const late = timeoutMs > 0 ? AbortSignal.timeout(Math.ceil(timeoutMs)) : undefined;
    const signals = [signal, late].filter((one) => one !== undefined);
    const type = body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream' };
    let response: Response;
    try {
      response = await fetch(`${this.#url}${path}${queryString(query)}`, {
        method,
        headers: { authorization: `Bearer ${this.#key}`, ...type, ...headers },
        ...(body === undefined ? {} : { body }),
        ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}),
      });
    } catch (error) {
      throw this.#unanswered(error, signal);
    }
    if (!response.ok) throw await this.#reading(() => errorOfResponse(response), { signal });
    return response;
  }

  async #reading<T>(read: () => Promise<T>, { signal }: Pick<HttpRequest, 'signal'>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw this.#unanswered(error, signal);
    }
  }

  #unanswered(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    const why = reasonOf(error);
    const message = `No answer from ${this.#url}: ${why}. Check the address (SKEIN_URL), and that the gateway runs ("npm start").`;
    return new SkeinError('service.unavailable', message, { url: this.#url, reached: !neverSent.test(why) }, { cause: error });
  }
}

// With these the request has not left this machine; with all others the server may have acted on it.
const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/** `fetch failed` says nothing: the reason is in the cause, or in the first of several. */
function reasonOf(error: unknown): string {
  const { cause, errors, code, message } = Object(error) as { cause?: unknown; errors?: unknown; code?: unknown; message?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return reasonOf(errors[0]);
  if (cause !== undefined) return reasonOf(cause);
  const text = String(message ?? error);
  return typeof code === 'string' && !text.includes(code) ? `${code} ${text}` : text;
}
