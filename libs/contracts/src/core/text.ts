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

export function isCarriable(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}

/** The path of the first text (key or value) inside `value` that cannot be stored, or `undefined` when all of it can. */
export function badTextAt(value: unknown, path = '$'): string | undefined {
  if (typeof value === 'string') return isCarriable(value) ? undefined : path;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!isCarriable(key)) return `${path}.?`;
    const bad = badTextAt(inner, `${path}.${key}`);
    if (bad) return bad;
  }
  return undefined;
}
