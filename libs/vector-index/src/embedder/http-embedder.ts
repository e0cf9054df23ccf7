import type { Embedded, Embedder, EmbeddingSpec } from './embedder.ts';
import { EmbeddingsClient, failed, TextsRefused, type EmbeddingsServer } from './embeddings-client.ts';

export interface HttpEmbedderOptions extends EmbeddingsServer, EmbeddingSpec {
  /** Texts in one request. Default 64. */
  batch?: number;
  /** Requests at the same time. Default 4. */
  concurrency?: number;
  /** Of one attempt. Default 30,000 ms. */
  timeoutMs?: number;
  /** Of a query's only one. Default 2,000 ms. */
  queryTimeoutMs?: number;
  /** Before it gives up on a batch. Default 6. */
  attempts?: number;
}

/** A text that every model takes. */
const PLAIN = 'text';

/** Any server that answers `POST {url}/embeddings` as OpenAI's does: its own, Ollama, vLLM, text-embeddings-inference, LM Studio. */
export class HttpEmbedder implements Embedder {
  readonly spec: EmbeddingSpec;
  readonly #client: EmbeddingsClient;

  constructor(private readonly options: HttpEmbedderOptions) {
    const { model, dimension, prefix, queryPrefix } = options;
    this.spec = { model, dimension, prefix, queryPrefix };
    this.#client = new EmbeddingsClient(options);
  }

  async documents(texts: readonly string[], signal?: AbortSignal): Promise<Embedded[]> {
    const { batch = 64, concurrency = 4 } = this.options;
    const results = texts.map((): Embedded => ({ refused: 'it is empty' }));
    const asked = [...texts.keys()].filter((at) => texts[at]!.trim() !== '');
    const batches = Array.from({ length: Math.ceil(asked.length / batch) }, (_, n) => asked.slice(n * batch, (n + 1) * batch)).values();
    const stop = new AbortController();
    const until = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const worker = async () => {
      for (const places of batches) {
        const embedded = await this.#batch(
          places.map((at) => texts[at]!),
          until,
        );
        places.forEach((at, n) => (results[at] = embedded[n]!));
      }
    };
    const workers = Array.from({ length: concurrency }, worker);
    try {
      await Promise.all(workers);
    } finally {
      stop.abort();
      await Promise.allSettled(workers);
    }
    return results;
  }

  async query(text: string, { model, dimension, queryPrefix }: EmbeddingSpec = this.spec): Promise<Float32Array> {
    const { queryTimeoutMs: timeoutMs = 2_000 } = this.options;
    try {
      return (await this.#client.ask({ model, dimension, texts: [queryPrefix + text], attempts: 1, timeoutMs }))[0]!;
    } catch (error) {
      throw error instanceof TextsRefused ? failed(`it refused the query with ${error.message}`) : error;
    }
  }

  /** Halved until what is refused stands alone. */
  async #batch(texts: readonly string[], signal: AbortSignal): Promise<Embedded[]> {
    try {
      return (await this.#ask(texts, signal)).map((vector) => ({ vector }));
    } catch (error) {
      if (!(error instanceof TextsRefused)) throw error;
      if (texts.length === 1) return [await this.#alone(error, signal)];
      const half = Math.ceil(texts.length / 2);
      return [...(await this.#batch(texts.slice(0, half), signal)), ...(await this.#batch(texts.slice(half), signal))];
    }
  }

  /** A server that refuses everything is not asked the right way; the text is not to blame then. */
  async #alone({ message }: TextsRefused, signal: AbortSignal): Promise<Embedded> {
    try {
      await this.#ask([PLAIN], signal);
    } catch (error) {
      throw error instanceof TextsRefused ? failed(`it refuses every text with ${error.message}; check EMBEDDER_MODEL`) : error;
    }
    return { refused: message };
  }

  #ask(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const { model, dimension, prefix, timeoutMs = 30_000, attempts = 6 } = this.options;
    return this.#client.ask({ model, dimension, texts: texts.map((text) => prefix + text), attempts, timeoutMs, signal });
  }
}
