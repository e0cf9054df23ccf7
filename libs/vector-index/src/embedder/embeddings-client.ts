import { SkeinError } from '@skein/contracts';
import { setTimeout as wait } from 'node:timers/promises';
import { vectorsOf, WrongAnswer } from './embeddings-answer.ts';
import { retryAfterMs } from './retry-after.ts';

export interface EmbeddingsServer {
  /** What `/embeddings` is put behind: `https://api.openai.com/v1`. */
  url: string;
  key?: string;
  /** The pause before the first repeat, in ms; it doubles with each. Default 500. */
  firstPauseMs?: number;
}

export interface Asking {
  model: string;
  dimension: number;
  texts: readonly string[];
  attempts: number;
  /** Of one attempt. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The server does not take these texts: too long, or something that it does not like. */
export class TextsRefused extends Error {}

const LONGEST_PAUSE_MS = 30_000;
const LONGEST_TOLD_PAUSE_MS = 3_600_000;
const LONGEST_REASON = 200;

type Tried = { vectors: Float32Array[] } | { why: string; pauseMs?: number };

/** Asks a server for embeddings as OpenAI's answers them: again after what may pass, and not before a time that it was told to wait. */
export class EmbeddingsClient {
  /** Somebody was told to wait so long: all do. */
  #notBefore = 0;

  constructor(private readonly server: EmbeddingsServer) {}

  /** Rejects with {@link TextsRefused} or `index.embedder-failed`. */
  async ask(asking: Asking): Promise<Float32Array[]> {
    let why = '';
    for (let attempt = 1; attempt <= asking.attempts; attempt++) {
      const told = this.#notBefore - Date.now();
      // A long pause is for the caller to tell of, and to come back after.
      if (told > 0 && (asking.attempts === 1 || told > LONGEST_PAUSE_MS))
        throw failed(`it asked to be left alone for another ${Math.ceil(told / 1_000)} s`);
      if (told > 0) await wait(told, undefined, { signal: asking.signal });
      const tried = await this.#try(asking);
      if ('vectors' in tried) return tried.vectors;
      why = tried.why;
      if (tried.pauseMs !== undefined) this.#notBefore = Date.now() + Math.min(LONGEST_TOLD_PAUSE_MS, tried.pauseMs);
      const backOff = Math.min(LONGEST_PAUSE_MS, (this.server.firstPauseMs ?? 500) * 2 ** (attempt - 1));
      // Spread, so that several that were turned away together do not come back together.
      if (attempt < asking.attempts && tried.pauseMs === undefined)
        await wait(backOff * (0.5 + Math.random() / 2), undefined, { signal: asking.signal });
    }
    throw failed(asking.attempts === 1 ? why : `${why} (${asking.attempts} attempts)`);
  }

  async #try({ model, dimension, texts, timeoutMs, signal }: Asking): Promise<Tried> {
    const timeOut = AbortSignal.timeout(timeoutMs);
    const { url, key } = this.server;
    try {
      const response = await fetch(`${url.replace(/\/+$/, '')}/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
        body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
        signal: signal ? AbortSignal.any([signal, timeOut]) : timeOut,
        redirect: 'error', // the key goes nowhere else
      });
      if (!response.ok) return this.#trouble(response, await response.text());
      return { vectors: vectorsOf(await response.json(), { count: texts.length, dimension }) };
    } catch (error) {
      if (error instanceof SkeinError || error instanceof TextsRefused || signal?.aborted) throw error;
      if (error instanceof WrongAnswer) throw failed(`its answer does not fit: ${error.message}`);
      return { why: timeOut.aborted ? `there was no answer within ${timeoutMs} ms` : 'the connection failed, or the answer was cut off' };
    }
  }

  #trouble({ status, headers }: Response, text: string): Tried {
    // What a server says of a key is not told: some repeat it.
    if (status === 401 || status === 403) throw failed(`it does not accept the key (${status}); check EMBEDDER_KEY`);
    if (status === 429 || status === 408 || status >= 500)
      return { why: `it answered ${status}`, pauseMs: retryAfterMs(headers, Date.now()) };
    const said = text.replaceAll(this.server.key ?? '\0', '…').slice(0, LONGEST_REASON);
    if (status === 404) throw failed(`it answered 404: ${said}; check EMBEDDER_URL and EMBEDDER_MODEL`);
    throw new TextsRefused(`${status}: ${said}`);
  }
}

export const failed = (why: string): SkeinError =>
  new SkeinError('index.embedder-failed', `The embedding server gave no vectors: ${why}. What is found by words is not touched by it.`);
