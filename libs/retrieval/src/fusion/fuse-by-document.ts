import { fuse, type ChannelHits, type Contribution, type Fused } from './fuse.ts';
import { byScoreThenId } from './order.ts';

/** A chunk that a channel found, and the file, issue or page that it is a part of. */
export interface FoundChunk {
  readonly id: string;
  readonly score: number;
  readonly document: string;
}

/** What one channel found; see {@link ChannelHits}. */
export interface ChunkHits extends Pick<ChannelHits, 'channel' | 'weight'> {
  hits: readonly FoundChunk[];
}

export interface DocumentContribution extends Contribution {
  /** The chunk of the document that the channel found, where it is another one. */
  chunk?: string;
}

export interface FusedChunk extends Fused {
  document: string;
  contributions: readonly DocumentContribution[];
}

/**
 * Fuses documents, and answers chunks. A document is as good in a channel as its best chunk, so that what one chunk has in its history meets what
 * another one has in its text. The best chunk of each document stands for it, with its score and contributions (whose ranks count documents);
 * its other chunks have what they would have on their own (ranks count chunks), which is never more. Best first, ties by id.
 */
export function fuseByDocument(lists: readonly ChunkHits[], { k }: { k?: number } = {}): FusedChunk[] {
  const leads = new Map(lists.map(({ channel, hits }) => [channel, bestOf(hits)]));
  const ofDocuments = lists.map((list) => ({ ...list, hits: [...leads.get(list.channel)!].map(([id, { score }]) => ({ id, score })) }));
  const documents = new Map(fuse(ofDocuments, { k }).map((one) => [one.id, one]));
  const documentOf = new Map(lists.flatMap(({ hits }) => hits.map(({ id, document }) => [id, document] as const)));
  const led = new Set<string>();
  const chunks = fuse(lists, { k }).map((chunk): FusedChunk => {
    const document = documentOf.get(chunk.id)!;
    if (led.has(document)) return { ...chunk, document };
    led.add(document);
    const { score, contributions } = documents.get(document)!;
    const foundIn = ({ channel }: Contribution) => leads.get(channel)!.get(document)!;
    return { id: chunk.id, document, score, contributions: contributions.map((one) => told(one, foundIn(one), chunk)) };
  });
  return chunks.sort(byScoreThenId);
}

/** The best chunk of each document; of equals the first by id, so that the order of hits does not matter. */
function bestOf(hits: readonly FoundChunk[]): Map<string, FoundChunk> {
  const best = new Map<string, FoundChunk>();
  for (const hit of hits) {
    const known = best.get(hit.document);
    if (!known || byScoreThenId(hit, known) < 0) best.set(hit.document, hit);
  }
  return best;
}

/** Says which chunk the channel found, when the one that is shown is not as good there. */
function told(contribution: Contribution, found: FoundChunk, shown: Fused): DocumentContribution {
  const asGood = shown.contributions.some(({ channel, score }) => channel === contribution.channel && score === contribution.score);
  return asGood ? contribution : { ...contribution, chunk: found.id };
}
