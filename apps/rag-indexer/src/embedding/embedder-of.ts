import { StartError } from '@skein/platform';
import { HttpEmbedder, type Embedder } from '@skein/vector-index';
import type { EmbeddingSettings } from './embedding-shape.ts';

/** The embedder that is configured; `undefined`: none is. Throws a {@link StartError} when only a part of it is. */
export function embedderOf(config: EmbeddingSettings): Embedder | undefined {
  const { EMBEDDER_URL: url, EMBEDDER_KEY: key, EMBEDDER_MODEL: model, EMBEDDER_DIMENSION: dimension } = config;
  if (url === undefined) return undefined;
  if (model === undefined || dimension === undefined) {
    throw new StartError({
      code: 'config.invalid',
      what: 'the embedder is configured in part',
      why: `EMBEDDER_URL is set, and ${model === undefined ? 'EMBEDDER_MODEL' : 'EMBEDDER_DIMENSION'} is not.`,
      todo: 'set EMBEDDER_MODEL and EMBEDDER_DIMENSION to what the server has, or none of them.',
    });
  }
  return new HttpEmbedder({
    ...{ url, key, model, dimension, prefix: config.EMBEDDER_PREFIX, queryPrefix: config.EMBEDDER_QUERY_PREFIX },
    ...{ batch: config.EMBEDDER_BATCH, concurrency: config.EMBEDDER_CONCURRENCY },
    ...{ timeoutMs: config.EMBEDDER_TIMEOUT_MS, queryTimeoutMs: config.EMBEDDER_QUERY_TIMEOUT_MS },
  });
}
