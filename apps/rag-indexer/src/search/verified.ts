import type { Fused } from '@skein/retrieval';
import type { Chunk } from '../storage/chunk.ts';
import type { ChunkReader } from './chunk-reader.ts';
import type { Requirements } from './requirements.ts';

export interface Found {
  chunk: Chunk;
  fused: Fused;
  /** Others of the same document. */
  more: number;
}

export interface Verified {
  found: Found[];
  /** Time ran out, or there were more candidates than are looked at. */
  partial: boolean;
}

const MOST_MS = 100;
const MOST_READ = 400;

const FIRST_READ = 50;

export interface Page {
  requirements: Pick<Requirements, 'fitsText' | 'fitsElse'>;
  limit: number;
  /** One hit per document. */
  grouped: boolean;
}

/** What was ranked and need not be looked at to know that it fits: only what is shown is read. */
export async function readPage(ranked: readonly Fused[], reader: ChunkReader, { requirements, limit, grouped }: Page): Promise<Found[]> {
  const shown = grouped ? ranked.filter(({ leads }) => leads) : ranked;
  const found: Found[] = [];
  for (let at = 0; at < shown.length && found.length < limit; at += limit) {
    const some = shown.slice(at, at + limit);
    const chunks = await reader.read(some.map(({ id }) => id));
    for (const fused of some) {
      const chunk = chunks.get(fused.id); // absent: deleted since the index was asked
      if (chunk && found.length < limit && requirements.fitsElse(chunk)) found.push({ chunk, fused, more: fused.others });
    }
  }
  return found;
}

/** Reads texts in the order given, some at a time, and keeps the chunks that fit, until there are enough or it has taken too long. */
export async function verified(ranked: readonly Fused[], reader: ChunkReader, { requirements, limit, grouped }: Page): Promise<Verified> {
  const until = performance.now() + MOST_MS;
  const found = new Map<string, Found>();
  let at = 0;
  // Most often the first do; where they do not, few round trips matter more than few rows.
  for (let step = FIRST_READ; at < Math.min(ranked.length, MOST_READ) && found.size < limit; at += step, step = MOST_READ - FIRST_READ) {
    const some = ranked.slice(at, at + step);
    const texts = await reader.texts(some.map(({ id }) => id));
    const having: Fused[] = [];
    for (const fused of some) {
      const text = texts.get(fused.id); // absent: deleted since the index was asked
      if (text !== undefined && requirements.fitsText(text)) having.push(fused);
      if (performance.now() > until)
        return { found: await keepFitting(found, having, reader, { requirements, limit, grouped }), partial: true };
    }
    await keepFitting(found, having, reader, { requirements, limit, grouped });
  }
  return { found: [...found.values()].slice(0, limit), partial: at < ranked.length && found.size < limit };
}

/** Reads as many of the chunks as are shown, and some more where they do not fit. */
async function keepFitting(
  found: Map<string, Found>,
  having: readonly Fused[],
  reader: ChunkReader,
  { requirements, limit, grouped }: Page,
): Promise<Found[]> {
  for (let at = 0, step = limit; at < having.length && found.size < limit; at += step, step = MOST_READ) {
    const some = having.slice(at, at + step);
    const chunks = await reader.read(some.map(({ id }) => id));
    for (const fused of some) {
      const chunk = chunks.get(fused.id);
      if (chunk && requirements.fitsElse(chunk)) keep(found, { chunk, fused, more: 0 }, grouped);
    }
  }
  return [...found.values()].slice(0, limit);
}

function keep(found: Map<string, Found>, one: Found, grouped: boolean): void {
  const { collection, source, document, id } = one.chunk;
  const name = grouped ? `${collection}\n${source}\n${document}` : id;
  const known = found.get(name);
  if (known) known.more += 1;
  else found.set(name, one);
}
