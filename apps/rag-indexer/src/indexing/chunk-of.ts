import { derivedId, recordHash } from '@skein/log';
import type { Payload } from '@skein/vector-index';
import { indexSchema } from '../points/index-schema.ts';
import type { Chunk, ChunkDetails } from '../storage/chunk.ts';
import type { SourceRef } from './index-writer.ts';
import type { SourceChunk, SourceDocument } from './source-document.ts';
import { storable } from './storable.ts';

/** The chunk as it is stored: its id follows from where it belongs, its hash from all that it says. */
export function chunkOf(ref: SourceRef, { chunks: _, ...given }: SourceDocument, givenChunk: SourceChunk): Chunk {
  const [document, chunk] = [storable(given), storable(givenChunk)];
  const { tenant, project, collection, source } = ref;
  const { key, title, text, ...rest } = chunk;
  const details: ChunkDetails = { ...rest, url: document.url, metadata: document.metadata };
  const updatedAt = document.updatedAt ?? new Date(0).toISOString();
  const payload = payloadOf(ref, document, chunk);
  return {
    ...{ tenant, project, collection, source, document: document.key },
    id: derivedId([tenant, collection, source, document.key, key].join('\n'), 'chunk'),
    ...{ title, text, payload, details, updatedAt },
    hash: recordHash(JSON.stringify([project, title, text, payload, details])),
  };
}

function payloadOf({ source }: SourceRef, document: Omit<SourceDocument, 'chunks'>, { path, symbol, lang, kind }: SourceChunk): Payload {
  const updatedAt = document.updatedAt === undefined ? undefined : Date.parse(document.updatedAt);
  const all = { ...document.filters, source, document: document.key, path, symbol, lang, kind, updatedAt };
  const known = Object.entries(all).filter(([, value]) => value !== undefined) as [string, string | number | boolean][];
  const strange = known.find(([key]) => !Object.hasOwn(indexSchema.keys, key));
  if (strange) throw new RangeError(`"${strange[0]}" is no key to filter by: add it to the index schema first`);
  return Object.fromEntries(known);
}
