import { z } from 'zod';

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** The variables that say what makes vectors of texts. */
export const embeddingShape = {
  EMBEDDER_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('a server that answers POST {url}/embeddings as OpenAI does; absent: search goes by words alone'),
  EMBEDDER_KEY: z.string().min(1).optional().describe('its key'),
  EMBEDDER_MODEL: z.string().min(1).max(200).optional().describe('the model that it is asked for; needed with EMBEDDER_URL'),
  EMBEDDER_DIMENSION: count(1, 65_536).optional().describe('how many numbers a vector of it has; needed with EMBEDDER_URL'),
  EMBEDDER_PREFIX: z.string().max(500).default('').describe('put before texts that are to be found, as some models want it'),
  EMBEDDER_QUERY_PREFIX: z.string().max(500).default('').describe('put before texts that are looked for'),
  EMBEDDER_WEIGHT: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(1)
    .describe('how much the dense channel counts beside bm25, which counts 1; 0: not asked'),
  EMBEDDER_BATCH: count(1, 2_048).default(64).describe('texts in one request'),
  EMBEDDER_CONCURRENCY: count(1, 64).default(4).describe('requests at the same time'),
  EMBEDDER_TIMEOUT_MS: count(10, 600_000).default(30_000).describe('milliseconds that an attempt to embed a batch may take'),
  EMBEDDER_QUERY_TIMEOUT_MS: count(10, 60_000).default(2_000).describe('milliseconds that a search waits for the vector of its query'),
};

export const EmbeddingSettings = z.object(embeddingShape);
export type EmbeddingSettings = z.output<typeof EmbeddingSettings>;
