import type { Filter } from '../port/filter.ts';
import type { Tests } from '../port/query.ts';
import type { PayloadColumn } from './payload-column.ts';

const [KEPT_WHOLE, KEPT_PARTS] = [16, 32];

/** A byte per slot, a multiple of four of them: 1 for what passes. */
export type Mask = Uint8Array<ArrayBuffer>;

export interface Slots {
  /** 1 for each slot that is in use. */
  alive: Uint8Array;
  count: number;
  column(key: string): PayloadColumn;
}

/** What passes filters, worked out once until the next change; the conditions of a filter on their own as well, since others have some of them too. */
export class FilterMasks {
  readonly #whole = new Map<string, Mask>();
  readonly #parts = new Map<string, Mask>();

  forget(): void {
    this.#whole.clear();
    this.#parts.clear();
  }

  of(slots: Slots, filter: Filter, where: Tests): Mask {
    return kept(this.#whole, KEPT_WHOLE, JSON.stringify([filter, where]), () => {
      const mask = aliveOf(slots);
      for (const [name, keep] of conditionsOf(slots, filter, where)) {
        const part = kept(this.#parts, KEPT_PARTS, name, () => {
          const made = aliveOf(slots);
          keep(made);
          return made;
        });
        intersect(mask, part);
      }
      return mask;
    });
  }
}

type Condition = readonly [name: string, keep: (mask: Mask) => void];

function conditionsOf({ column }: Slots, { equals = {}, range = {}, prefix = {} }: Filter, where: Tests): Condition[] {
  const conditions = <T>(kind: string, of: Readonly<Record<string, T>>, keep: (key: string, wanted: T, mask: Mask) => void): Condition[] =>
    Object.entries(of).map(([key, wanted]) => [JSON.stringify([kind, key, wanted]), (mask) => keep(key, wanted, mask)]);
  return [
    ...conditions('equals', equals, (key, value, mask) => column(key).keepEqual(mask, [value].flat())),
    ...conditions('range', range, (key, bounds, mask) => column(key).keepInRange(mask, bounds)),
    ...conditions('prefix', prefix, (key, value, mask) => column(key).keepPrefix(mask, value)),
    ...conditions('where', where, (key, test, mask) => column(key).keepTested(mask, test)),
  ];
}

function aliveOf({ alive, count }: Slots): Mask {
  const mask = new Uint8Array(4 * Math.ceil(count / 4));
  mask.set(alive.subarray(0, count));
  return mask;
}

/** Four slots at a time. */
function intersect(mask: Mask, other: Mask): void {
  const [words, others] = [new Uint32Array(mask.buffer), new Uint32Array(other.buffer)];
  for (let i = 0; i < words.length; i++) words[i]! &= others[i]!;
}

/** What was not asked for the longest goes first. */
function kept(masks: Map<string, Mask>, most: number, name: string, make: () => Mask): Mask {
  const mask = masks.get(name) ?? make();
  masks.delete(name);
  if (masks.size >= most) masks.delete(masks.keys().next().value!);
  masks.set(name, mask);
  return mask;
}
