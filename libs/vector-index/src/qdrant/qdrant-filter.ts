import { plainPrefix, type Filter, type Range } from '../port/filter.ts';
import type { IndexSchema } from '../port/index-adapter.ts';
import type { Payload, PayloadValue } from '../port/point.ts';

/** Beside a path Qdrant holds all that it begins with, since it can compare keywords only as a whole. */
const prefixKey = (key: string): string => `${key}__under`;

export interface QdrantCondition {
  key?: string;
  match?: { value: string | boolean } | { any: string[] };
  range?: Range;
  should?: QdrantCondition[];
}

export interface QdrantFilter {
  must: QdrantCondition[];
}

/** A filter as Qdrant takes it; `undefined` when nothing can pass it. */
export function qdrantFilter({ equals = {}, range = {}, prefix = {} }: Filter): QdrantFilter | undefined {
  const must: QdrantCondition[] = [];
  for (const [key, value] of Object.entries(equals)) {
    const values = [value].flat();
    if (values.length === 0) return undefined;
    must.push(values.length === 1 ? equal(key, values[0]!) : { should: values.map((one) => equal(key, one)) });
  }
  for (const [key, bounds] of Object.entries(range)) must.push({ key, range: bounds });
  for (const [key, value] of Object.entries(prefix)) {
    const plain = plainPrefix(value);
    if (plain === '') return undefined;
    must.push({ key: prefixKey(key), match: { value: plain } });
  }
  return { must };
}

// Qdrant matches whole numbers and texts, never fractions.
const equal = (key: string, value: PayloadValue): QdrantCondition =>
  typeof value === 'number' ? { key, range: { gte: value, lte: value } } : { key, match: { value } };

/** What is stored of a payload: paths also as all that they begin with. */
export function storedPayload(payload: Payload, { keys }: IndexSchema, prefixesOf: (value: string) => string[]): Record<string, unknown> {
  const paths = Object.entries(payload).filter(([key, value]) => keys[key] === 'path' && typeof value === 'string');
  return { ...payload, ...Object.fromEntries(paths.map(([key, value]) => [prefixKey(key), prefixesOf(String(value))])) };
}

/** The payload as it was given. */
export function givenPayload(stored: Record<string, unknown> | null | undefined): Payload {
  return Object.fromEntries(Object.entries(stored ?? {}).filter(([key]) => !key.endsWith(prefixKey('')))) as Payload;
}

interface PayloadIndex {
  field: string;
  schema: 'keyword' | 'float';
}

/** The payload indexes that the schema asks for. */
export function payloadIndexes({ keys }: IndexSchema): PayloadIndex[] {
  return Object.entries(keys).flatMap(([field, kind]): PayloadIndex[] => {
    if (kind === 'number') return [{ field, schema: 'float' }];
    const own = { field, schema: 'keyword' } as const;
    return kind === 'path' ? [own, { field: prefixKey(field), schema: 'keyword' }] : [own];
  });
}
