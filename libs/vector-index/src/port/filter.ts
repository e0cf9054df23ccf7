import type { PayloadValue } from './point.ts';

/** Bounds of a number, each of them optional. */
export interface Range {
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}

/** All of what it says must hold. A point without the key never passes. */
export interface Filter {
  /** The value, or one of the values. An empty list passes nothing. */
  equals?: Readonly<Record<string, PayloadValue | readonly PayloadValue[]>>;
  range?: Readonly<Record<string, Range>>;
  /** The value, cut at `/`, begins with these parts: `libs/log` passes `libs/log` and `libs/log/a.ts`, not `libs/logs`. */
  prefix?: Readonly<Record<string, string>>;
}

/** The parts that a prefix is compared with: `a/b/c` has `a`, `a/b` and `a/b/c`. */
export function prefixesOf(value: string): string[] {
  const parts = value.split('/').filter((part) => part !== '');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** As {@link prefixesOf} writes it: without slashes at its ends, and never doubled ones. */
export const plainPrefix = (prefix: string): string => prefixesOf(prefix).at(-1) ?? '';
