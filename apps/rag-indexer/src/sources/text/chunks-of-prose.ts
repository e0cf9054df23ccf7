import type { Chunker } from '@skein/chunking';
import type { SourceChunk } from '../../indexing/source-document.ts';

/** Markdown of a person, cut at its headings. `key` and `title` are of the whole; a part is named by its heading as well. */
export async function chunksOfProse(
  chunker: Chunker,
  { key, title, kind, text }: { key: string; title: string; kind: string; text: string },
): Promise<SourceChunk[]> {
  const { chunks } = await chunker.chunk({ path: 'text.md', text: text.replaceAll('\0', '').toWellFormed() });
  return chunks.map((chunk, index) => ({
    key: index === 0 ? key : `${key}/${chunk.key}`,
    title: chunk.symbol ? `${title}: ${chunk.symbol}` : title,
    kind,
    lang: 'markdown',
    text: chunk.text,
  }));
}
