import type { Chunk, Chunker } from '@skein/chunking';
import type { SourceChunk } from '../../indexing/source-document.ts';

/** The chunks of a file as they are indexed; its history belongs to the first of them. */
export async function chunksOfFile(
  chunker: Pick<Chunker, 'chunk'>,
  { path, text, history = [] }: { path: string; text: string; history?: readonly string[] },
): Promise<SourceChunk[]> {
  const { chunks, language } = await chunker.chunk({ path, text });
  return chunks.map((chunk, index) => ({
    ...foundBy(chunk),
    key: chunk.key,
    title: titleOf(chunk, path),
    path,
    kind: chunk.kind,
    lang: language,
    startLine: chunk.lines[0],
    endLine: chunk.lines[1],
    ...(index === 0 && history.length > 0 ? { history } : {}),
  }));
}

const foundBy = ({ text, symbol, signature, doc, imports }: Chunk) => ({
  text,
  ...(symbol === undefined ? {} : { symbol }),
  ...(signature === undefined ? {} : { signature }),
  ...(doc === undefined ? {} : { doc }),
  ...(imports === undefined ? {} : { imports }),
});

const titleOf = ({ symbol, part }: Chunk, path: string): string => `${symbol ?? path}${part ? ` (${part.number} of ${part.of})` : ''}`;
