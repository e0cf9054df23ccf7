import type { KeptCommit } from './commit.ts';

/**
 * Commits with each one before those that it follows, the younger of two branches first and ties by id: one order, however the commits were
 * come by.
 */
export function newestFirst(commits: ReadonlyMap<string, KeptCommit>): KeptCommit[] {
  const children = new Map<string, number>();
  for (const { parents } of commits.values()) for (const parent of parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  // The next one is at the end.
  const open = [...commits.values()].filter(({ id }) => !children.has(id)).sort(byAge);
  const ordered: KeptCommit[] = [];
  for (let commit = open.pop(); commit; commit = open.pop()) {
    ordered.push(commit);
    for (const id of commit.parents) {
      const left = children.get(id)! - 1;
      children.set(id, left);
      const parent = commits.get(id);
      if (left === 0 && parent) open.splice(placeOf(open, parent), 0, parent);
    }
  }
  return ordered;
}

const byAge = (a: KeptCommit, b: KeptCommit) => a.time - b.time || (a.id < b.id ? -1 : 1);

function placeOf(open: readonly KeptCommit[], commit: KeptCommit): number {
  let [low, high] = [0, open.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byAge(open[middle]!, commit) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
