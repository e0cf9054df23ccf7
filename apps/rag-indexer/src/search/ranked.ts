import type { FusedChunk } from '@skein/retrieval';

/** A chunk with its place in an answer; without a document when no channel has found it and it only has the texts that were asked for. */
export type Ranked = Omit<FusedChunk, 'document'> & { document?: string };

/** The best chunk of each document, and how many more of it there are. Without a document a chunk stands for itself. */
export function leadsOf(ranked: readonly Ranked[]): { leads: Ranked[]; more: ReadonlyMap<string, number> } {
  const more = new Map<string, number>();
  const leads: Ranked[] = [];
  const leadOf = new Map<string, Ranked>();
  for (const one of ranked) {
    const lead = one.document === undefined ? undefined : leadOf.get(one.document);
    if (lead) more.set(lead.id, (more.get(lead.id) ?? 0) + 1);
    else leads.push(one);
    if (!lead && one.document !== undefined) leadOf.set(one.document, one);
  }
  return { leads, more };
}
