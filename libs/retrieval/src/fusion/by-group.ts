/**
 * Turns hits into hits of what they belong to (chunks into files, comments into issues): a group is as good as its best hit.
 *
 * @param groupOf which group a hit belongs to
 */
export function byGroup<Hit extends { readonly id: string; readonly score: number }>(
  hits: Iterable<Hit>,
  groupOf: (hit: Hit) => string,
): { id: string; score: number }[] {
  const best = new Map<string, number>();
  for (const hit of hits) {
    const group = groupOf(hit);
    const known = best.get(group);
    if (known === undefined || hit.score > known) best.set(group, hit.score);
  }
  return Array.from(best, ([id, score]) => ({ id, score }));
}
