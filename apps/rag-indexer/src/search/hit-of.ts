import type { SearchHit } from '@skein/contracts';
import { excerpt, matchedTerms } from '@skein/retrieval';
import type { Chunk } from '../storage/chunk.ts';
import type { Ranked } from './ranked.ts';

const WHOLE_CHARS = 2_000;
const EXCERPT_CHARS = 1_000;

/** A chunk as it is shown: whole when it is short. */
export function hitOf(chunk: Chunk, ranked: Ranked, { query, explain }: { query: string; explain: boolean }): SearchHit {
  const { collection, id, project, document, title, text, updatedAt, details } = chunk;
  const { path, symbol, kind, lang, startLine, endLine, url } = details;
  const changed = new Date(updatedAt);
  return {
    ...{ collection, id, project, document, title, score: ranked.score },
    source: collection === 'task_context' ? document : chunk.source,
    text: text.length <= WHOLE_CHARS ? text : excerpt(text, query, EXCERPT_CHARS),
    ...{ path, symbol, kind, lang, startLine, endLine, url },
    ...(changed.getTime() > 0 ? { updatedAt: changed.toISOString() } : {}),
    ...(explain ? { channels: ranked.contributions.map(shown), terms: matchedTerms(query, `${title}\n${text}`) } : {}),
  };
}

// Inside a search chunks are named with their collection; the one that is told of is of the hit's own document.
const shown = ({ chunk, ...contribution }: Ranked['contributions'][number]) => ({
  ...contribution,
  ...(chunk === undefined ? {} : { chunk: chunk.slice(chunk.indexOf('/') + 1) }),
});
