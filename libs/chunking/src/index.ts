export { type Chunk, type ChunkedFile, type ChunkKind, type FallbackReason } from './chunk.ts';
export { Chunker, defaultLimits, type ChunkLimits } from './chunker.ts';
export { languageOf, type Language } from './languages.ts';
