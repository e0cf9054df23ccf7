export { bm25, documentVector, idf, queryVector, type SparseVector } from './bm25.ts';
export { excerpt } from './excerpt.ts';
export { matchedTerms } from './matched-terms.ts';
export { murmur3 } from './murmur3.ts';
export { tokenize } from './tokens.ts';
