/** Numbers from 0 up to 1 that follow from the seed alone (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const oneOf = <T>(random: () => number, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;

/** A whole number from `least` to `most`. */
export const between = (random: () => number, least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
