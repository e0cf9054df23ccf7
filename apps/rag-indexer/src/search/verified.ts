import type { Chunk } from '../storage/chunk.ts';
import type { ChunkReader } from './chunk-reader.ts';
import { leadsOf, type Ranked } from './ranked.ts';

export interface Found {
  chunk: Chunk;
  fused: Ranked;
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

export interface Page {
  fits(chunk: Chunk): boolean;
  limit: number;
  /** One hit per document. */
  grouped: boolean;
}

/** What was ranked and need not be looked at to know that it fits: only what is shown is read. */
export async function readPage(ranked: readonly Ranked[], reader: ChunkReader, { fits, limit, grouped }: Page): Promise<Found[]> {
  const { leads, more } = grouped ? leadsOf(ranked) : { leads: ranked, more: new Map<string, number>() };
  const found: Found[] = [];
  for (let at = 0; at < leads.length && found.length < limit; at += limit) {
    const some = leads.slice(at, at + limit);
    const chunks = await reader.read(some.map(({ id }) => id));
    for (const fused of some) {
      const chunk = chunks.get(fused.id); // absent: deleted since the index was asked
      if (chunk && found.length < limit && fits(chunk)) found.push({ chunk, fused, more: more.get(fused.id) ?? 0 });
    }
  }
  return found;
}

/** Reads chunks in the order given, some at a time, and keeps those that fit, until there are enough or it has taken too long. */
export async function verified(ranked: readonly Ranked[], reader: ChunkReader, { fits, limit, grouped }: Page): Promise<Verified> {
  const until = performance.now() + MOST_MS;
  const found = new Map<string, Found>();
  let step = grouped ? 3 * limit : limit;
  let at = 0;
  // Most often the first do; where they do not, few round trips matter more than few rows.
  for (; at < Math.min(ranked.length, MOST_READ) && found.size < limit; at += step, step *= 4) {
    const some = ranked.slice(at, at + step);
    const chunks = await reader.read(some.map(({ id }) => id));
    for (const fused of some) {
      const chunk = chunks.get(fused.id); // absent: deleted since the index was asked
      if (chunk && found.size < limit + 1 && fits(chunk)) keep(found, { chunk, fused, more: 0 }, grouped);
      if (performance.now() > until) return { found: [...found.values()].slice(0, limit), partial: true };
    }
  }
  return { found: [...found.values()].slice(0, limit), partial: at < ranked.length && found.size < limit };
}

function keep(found: Map<string, Found>, one: Found, grouped: boolean): void {
  const { collection, source, document, id } = one.chunk;
  const name = grouped ? `${collection}\n${source}\n${document}` : id;
  const known = found.get(name);
  if (known) known.more += 1;
  else found.set(name, one);
}
