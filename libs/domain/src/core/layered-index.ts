import { entry } from './entry.ts';

/**
 * An index that only grows, as plain JSON, and is copied without copying its entries. Layers are never changed once made: eight
 * of one size become one of the next, up to 4,096 entries. So an entry is moved four times at most, one addition never
 * touches more than 4,096, and reading and copying visit 28 layers, plus one for every 4,096 entries.
 */
export interface LayeredIndex {
  size: number;
  layers: readonly Readonly<Record<string, number>>[];
}

const RADIX = 8;
const LARGEST = 4_096;

export const emptyIndex = (): LayeredIndex => ({ size: 0, layers: [] });

export function addTo({ size, layers }: LayeredIndex, id: string, value: number): LayeredIndex {
  let full = 0;
  for (let width = 1; width < LARGEST && Math.floor(size / width) % RADIX === RADIX - 1; width *= RADIX) full += RADIX - 1;
  const kept = layers.slice(0, layers.length - full);
  // Not assigned: an id may be `__proto__`.
  const merged = Object.fromEntries([...layers.slice(layers.length - full).flatMap((layer) => Object.entries(layer)), [id, value]]);
  return { size: size + 1, layers: [...kept, merged] };
}

export function findIn({ layers }: LayeredIndex, id: string): number | undefined {
  for (let at = layers.length - 1; at >= 0; at--) {
    const found = entry(layers[at]!, id);
    if (found !== undefined) return found;
  }
  return undefined;
}
