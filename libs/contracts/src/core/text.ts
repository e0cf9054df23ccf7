import { z } from 'zod';

/** Text of at most `max` UTF-16 units that Postgres, Kafka and JSON all carry unchanged: no U+0000, no unpaired surrogate. */
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(isCarriable, { message: 'contains U+0000 or an unpaired surrogate', params: { code: 'payload.bad-text' } });

/** A short line: titles, names, reasons. */
export const Line = text(500);
/** A paragraph or a page: error messages, notes, justifications. */
export const Prose = text(20_000);

/** A text this short is looked at in less time than calls take. */
const SHORT = 40;
const FIRST_SURROGATE = 0xd800;

export function isCarriable(value: string): boolean {
  return isPlain(value) || (!value.includes('\0') && value.isWellFormed());
}

function isPlain(value: string): boolean {
  if (value.length > SHORT) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit === 0 || unit >= FIRST_SURROGATE) return false;
  }
  return true;
}

/** JSON nested deeper than this is refused: it costs whoever reads it more than it can mean. */
export const MAX_DEPTH_OF_JSON = 64;

export interface UnfitValue {
  code: 'payload.bad-text' | 'payload.bad-value';
  path: string;
  why: string;
}

/** The first place inside a parsed JSON value that cannot be stored and read back unchanged, or `undefined` when all of it can. */
export const unfitValueIn = (value: unknown): UnfitValue | undefined => (isFit(value, 0) ? undefined : firstUnfit(value, '$', 0));

/** Without a word on where, and so without memory: nearly every value is. */
function isFit(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isCarriable(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  if (depth === MAX_DEPTH_OF_JSON) return false;
  if (Array.isArray(value)) return value.every((inner) => isFit(inner, depth + 1));
  for (const key in value) if (!isCarriable(key) || !isFit((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
}

function firstUnfit(value: unknown, path: string, depth: number): UnfitValue | undefined {
  if (typeof value === 'string') return isCarriable(value) ? undefined : { code: 'payload.bad-text', path, why: BAD_TEXT };
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : { code: 'payload.bad-value', path, why: 'is no finite number' };
  if (value === null || typeof value !== 'object') return undefined;
  if (depth === MAX_DEPTH_OF_JSON)
    return { code: 'payload.bad-value', path: '$', why: `is nested deeper than ${MAX_DEPTH_OF_JSON} levels` };
  for (const [key, inner] of Object.entries(value)) {
    if (!isCarriable(key)) return { code: 'payload.bad-text', path: `${path}.?`, why: BAD_TEXT };
    const unfit = firstUnfit(inner, `${path}.${key}`, depth + 1);
    if (unfit) return unfit;
  }
  return undefined;
}

/** Whether parsed JSON is nested deeper than `limit`; looks no deeper than that itself. */
export function nestingExceeds(value: unknown, limit: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (limit === 0) return true;
  // Without a list of an object's values, and without a call for what is not nested: every body goes through here.
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === 'object' && nestingExceeds(inner, limit - 1)) return true;
    return false;
  }
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && nestingExceeds(inner, limit - 1)) return true;
  }
  return false;
}

const BAD_TEXT = 'holds U+0000 or an unpaired surrogate';
