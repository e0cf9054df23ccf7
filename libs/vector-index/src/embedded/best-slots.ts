import { bestFirst } from '@skein/retrieval';
import { isClose } from '../port/ties.ts';

/** What was scored: slots, and the scores of all slots by slot. */
export interface Scores {
  slots: Uint32Array;
  /** How many of `slots`. */
  count: number;
  scores: Float32Array;
}

export interface BestSlot {
  slot: number;
  score: number;
}

/**
 * The best `limit` of what was scored, with ties settled as `settledTies` does: what is closer than sums in another order may be has one score,
 * the highest of it, and comes in the order of ids. Only what can be among the best is sorted.
 *
 * @param before whether the id of a slot comes before that of another
 */
export function bestSlots({ slots, count, scores }: Scores, limit: number, before: (slot: number, other: number) => boolean): BestSlot[] {
  const order = candidatesOf({ slots, count, scores }, limit);
  const best: BestSlot[] = [];
  for (let at = 0; at < order.length && best.length < limit;) {
    let end = at + 1;
    while (end < order.length && isClose(scores[order[end - 1]!]!, scores[order[end]!]!)) end += 1;
    const score = scores[order[at]!]!;
    if (end === at + 1) best.push({ slot: order[at]!, score });
    else for (const slot of firstOf(Array.from(order.subarray(at, end)), limit - best.length, before)) best.push({ slot, score });
    at = end;
  }
  return best;
}

/** All that can be among the best, best first: what scores as high as the best `limit`-th, and whatever is tied to it, directly or through others. */
function candidatesOf({ slots, count, scores }: Scores, limit: number): Uint32Array {
  if (count <= limit) return bestFirst(slots, count, scores);
  const last = lowestOfBest({ slots, count, scores }, limit);
  for (let slack = 1e-4; ; slack *= 100) {
    const floor = last - slack * Math.max(1, Math.abs(last));
    const order = sortedFrom(floor, { slots, count, scores });
    let end = limit;
    while (end < order.length && isClose(scores[order[end - 1]!]!, scores[order[end]!]!)) end += 1;
    // Where the tie ends above the floor, what is below it is not part of it.
    if (end < order.length || order.length === count || !isClose(scores[order.at(-1)!]!, floor)) return order.subarray(0, end);
  }
}

/** The best `limit`-th score: the root of a heap of the best scores. */
function lowestOfBest({ slots, count, scores }: Scores, limit: number): number {
  const heap = new Float32Array(limit);
  for (let i = 0; i < limit; i++) heap[i] = scores[slots[i]!]!;
  heap.sort(); // ascending: a heap already
  for (let i = limit; i < count; i++) {
    const score = scores[slots[i]!]!;
    if (score <= heap[0]!) continue;
    let at = 0;
    for (let child = 1; child < limit; child = 2 * at + 1) {
      if (child + 1 < limit && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= score) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = score;
  }
  return heap[0]!;
}

/** The slots from that score on, best first. */
function sortedFrom(floor: number, { slots, count, scores }: Scores): Uint32Array {
  const kept: number[] = [];
  for (let i = 0; i < count; i++) if (scores[slots[i]!]! >= floor) kept.push(slots[i]!);
  return bestFirst(kept, kept.length, scores);
}

/** The first `most` by id, in order. Of very many only those are sorted: a heap whose root is the last of those kept. */
function firstOf(tied: number[], most: number, before: (slot: number, other: number) => boolean): number[] {
  const byId = (a: number, b: number) => (before(a, b) ? -1 : 1);
  if (tied.length <= 4 * most) return tied.sort(byId).slice(0, most);
  const heap = tied.slice(0, most).sort((a, b) => byId(b, a));
  for (let i = most; i < tied.length; i++) {
    const slot = tied[i]!;
    if (!before(slot, heap[0]!)) continue;
    let at = 0;
    for (let child = 1; child < most; child = 2 * at + 1) {
      if (child + 1 < most && before(heap[child]!, heap[child + 1]!)) child += 1;
      if (!before(slot, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = slot;
  }
  return heap.sort(byId);
}
