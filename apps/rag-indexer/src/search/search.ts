import type { Collection, SearchHit, SearchRequest, SearchResponse } from '@skein/contracts';
import { excerpt, matchedTerms, queryVector } from '@skein/retrieval';
import type { VectorIndex } from '@skein/vector-index';
import type { z } from 'zod';
import type { ChunksRepository } from './chunks.repository.ts';

const EXCERPT_CHARS = 600;

/** Search over all collections that were asked for; the answer names the channels that ran. */
export class Search {
  constructor(
    private readonly index: VectorIndex,
    private readonly chunks: ChunksRepository,
  ) {}

  async search(tenant: string, { query, collections, limit, filter, explain }: z.output<typeof SearchRequest>): Promise<SearchResponse> {
    const started = performance.now();
    const vector = queryVector(query);
    const found = await Promise.all(
      collections.map(async (collection) => {
        const scored = await this.index.collection(collection, tenant).search({ vector, filter, limit });
        return scored.map((one) => ({ ...one, collection }));
      }),
    );
    const best = found
      .flat()
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    const ms = Number((performance.now() - started).toFixed(2));
    const hits = await this.#hits(tenant, best, query, explain);
    return { hits, channels: [{ channel: 'bm25', ms, hits: best.length }] };
  }

  async #hits(
    tenant: string,
    found: readonly { collection: Collection; id: string; score: number }[],
    query: string,
    explain: boolean,
  ): Promise<SearchHit[]> {
    const byCollection = await Promise.all(
      [...Map.groupBy(found, ({ collection }) => collection)].map(
        async ([collection, ofIt]) =>
          [
            collection,
            await this.chunks.byIds(
              tenant,
              collection,
              ofIt.map(({ id }) => id),
            ),
          ] as const,
      ),
    );
    const chunks = new Map(byCollection);
    return found.flatMap(({ collection, id, score }, index) => {
      const chunk = chunks.get(collection)?.get(id);
      if (!chunk) return []; // deleted since the index was asked
      const why = { channels: [{ channel: 'bm25', rank: index + 1, score }], terms: matchedTerms(query, `${chunk.title}\n${chunk.text}`) };
      const { source, title, text } = chunk;
      return [{ collection, id, source, title, text: excerpt(text, query, EXCERPT_CHARS), score, ...(explain ? why : {}) }];
    });
  }
}
