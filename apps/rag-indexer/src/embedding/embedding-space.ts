import { recordHash } from '@skein/log';
import type { EmbeddingSpace, EmbeddingSpec } from '@skein/vector-index';

/** Of a longer chunk the beginning is embedded: models read no more than some thousand tokens. */
const MOST_CHARS = 8_000;

/** What is embedded of a chunk's text; `undefined`: it has none. */
export function embeddable(text: string): string | undefined {
  const cut = text.slice(0, MOST_CHARS).toWellFormed();
  return cut.trim() === '' ? undefined : cut;
}

/** Names what is embedded of a text, so that the same is embedded once. */
export function contentOfText(text: string): string | null {
  const embedded = embeddable(text);
  return embedded === undefined ? null : recordHash(embedded);
}

/** Names a space: vectors of the same one can be compared, and used again. */
export const spaceOf = ({ model, dimension, prefix }: EmbeddingSpace): string =>
  recordHash(JSON.stringify([model, dimension, prefix])).slice(0, 16);

export const sameSpec = (a: EmbeddingSpec, b: EmbeddingSpec): boolean => spaceOf(a) === spaceOf(b) && a.queryPrefix === b.queryPrefix;

/** For people. */
export const specText = ({ model, dimension, prefix, queryPrefix }: EmbeddingSpec): string =>
  `${model} (${dimension} numbers, prefixes ${JSON.stringify(prefix)} and ${JSON.stringify(queryPrefix)})`;
