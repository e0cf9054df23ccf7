import type { SearchHit } from '@skein/contracts';
import { excerpt, matchedTerms, type Fused } from '@skein/retrieval';
import type { Chunk } from '../storage/chunk.ts';

const WHOLE_CHARS = 2_000;
const EXCERPT_CHARS = 1_000;

/** Phrases and patterns say yes or no: they rank nothing. */
const byText = { channel: 'text', rank: 1, score: 1, share: 0 };

export interface Shown {
  query: string;
  explain: boolean;
  /** Whether it has phrases or patterns that were asked for. */
  hasTexts: boolean;
}

/** A chunk as it is shown: whole when it is short. */
export function hitOf(chunk: Chunk, { score, contributions }: Fused, { query, explain, hasTexts }: Shown): SearchHit {
  const { collection, id, project, document, title, text, updatedAt, details } = chunk;
  const { path, symbol, kind, lang, startLine, endLine, url } = details;
  const changed = new Date(updatedAt);
  return {
    ...{ collection, id, project, document, title, score },
    source: collection === 'task_context' ? document : chunk.source,
    text: text.length <= WHOLE_CHARS ? text : excerpt(text, query, EXCERPT_CHARS),
    ...{ path, symbol, kind, lang, startLine, endLine, url },
    ...(changed.getTime() > 0 ? { updatedAt: changed.toISOString() } : {}),
    ...(explain ? { channels: [...contributions, ...(hasTexts ? [byText] : [])], terms: matchedTerms(query, `${title}\n${text}`) } : {}),
  };
}
