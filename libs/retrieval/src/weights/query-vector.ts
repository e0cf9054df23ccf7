import { saying } from '../words/stop-words.ts';
import { tokenize } from '../words/tokens.ts';
import type { SparseVector } from './bm25.ts';
import { tokenId } from './token-id.ts';

/** The query side of BM25, as Qdrant has it: every distinct token weighs 1, however often it is said; English stop words are left out. */
export const queryVector = (text: string): SparseVector => new Map(saying(tokenize(text)).map((token) => [tokenId(token), 1]));
