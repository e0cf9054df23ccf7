import { Chunker, type Chunk } from '@skein/chunking';
import { channelVectors } from '@skein/retrieval';
import type { TextFile } from './git-files.ts';

export interface ChunkingSpeed {
  files: number;
  megabytes: number;
  chunks: number;
  /** Files that were cut as text, by reason. */
  fallbacks: Readonly<Record<string, number>>;
  /** Per second of CPU time, all threads together. */
  chunksPerSecond: { chunking: number; vectors: number; both: number };
}

/** How fast files are cut and made into vectors, the second time: the first warms up. CPU time, since a machine may be shared. */
export async function chunkingSpeed(files: readonly TextFile[]): Promise<ChunkingSpeed> {
  const chunker = await Chunker.load();
  await cut(chunker, files);
  const { chunks, fallbacks, seconds: chunking } = await cut(chunker, files);
  await chunker.close();
  const begun = process.cpuUsage();
  for (const [path, chunk] of chunks) channelVectors({ ...chunk, path });
  const vectors = secondsSince(begun);
  const perSecond = (seconds: number) => Math.round(chunks.length / seconds);
  return {
    files: files.length,
    megabytes: Number((files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6).toFixed(2)),
    chunks: chunks.length,
    fallbacks,
    chunksPerSecond: { chunking: perSecond(chunking), vectors: perSecond(vectors), both: perSecond(chunking + vectors) },
  };
}

async function cut(chunker: Chunker, files: readonly TextFile[]) {
  const begun = process.cpuUsage();
  const chunks: (readonly [path: string, chunk: Chunk])[] = [];
  const fallbacks: Record<string, number> = {};
  for (const file of files) {
    const { chunks: found, fallback } = await chunker.chunk(file);
    for (const chunk of found) chunks.push([file.path, chunk]);
    if (fallback) fallbacks[fallback] = (fallbacks[fallback] ?? 0) + 1;
  }
  return { chunks, fallbacks, seconds: secondsSince(begun) };
}

function secondsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}
