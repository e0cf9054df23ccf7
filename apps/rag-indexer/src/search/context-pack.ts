import type { PackRequest, PackResponse } from '@skein/contracts';
import { citationOf, pack, type Packable } from '@skein/retrieval';
import type { z } from 'zod';
import type { Chunk } from '../storage/chunk.ts';
import type { Search } from './search.ts';

/** Below what nearly all chunks cost, so that there are enough to fill the budget. */
const TOKENS_PER_CHUNK = 50;
const MOST = 300;

/** What a search finds, as a text for an agent: as much of the best as fits, each with where it is from. Throws as a search does. */
export async function contextPack(
  search: Pick<Search, 'find'>,
  tenant: string,
  { tokens, ...request }: z.output<typeof PackRequest>,
): Promise<PackResponse> {
  const limit = Math.min(MOST, Math.max(10, Math.ceil(tokens / TOKENS_PER_CHUNK)));
  const { found, channels, ms } = await search.find(tenant, { ...request, limit });
  const byId = new Map(found.map(({ chunk, fused }) => [chunk.id, { chunk, score: fused.score, packable: packableOf(chunk) }]));
  const packed = pack(
    Array.from(byId.values(), ({ packable }) => packable),
    tokens,
  );
  const cited = (id: string) => {
    const { chunk, packable } = byId.get(id)!;
    return { collection: chunk.collection, id, citation: citationOf(packable) };
  };
  const parts = packed.parts.map(({ id }) => {
    const { chunk, score } = byId.get(id)!;
    return { ...cited(id), title: chunk.title, score, url: chunk.details.url };
  });
  const cut = packed.cut.map(({ id, ...why }) => ({ ...cited(id), ...why }));
  const { text, budget, counter } = packed;
  return { text, tokens: packed.tokens, budget, counter, parts, cut, channels, ms };
}

function packableOf({ id, collection, source, document, text, updatedAt, details }: Chunk): Packable {
  const { startLine, endLine, metadata } = details;
  const commit = metadata?.['commit'];
  const [day] = updatedAt === '' || Date.parse(updatedAt) === 0 ? [] : [new Date(updatedAt).toISOString().slice(0, 10)];
  return {
    ...{ id, text, source: collection === 'task_context' ? `workflow/${document}` : `${source}/${document}` },
    ...(startLine === undefined || endLine === undefined ? {} : { lines: [startLine, endLine] as const }),
    version: typeof commit === 'string' ? commit.slice(0, 10) : day,
  };
}
