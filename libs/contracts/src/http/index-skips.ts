import { z } from 'zod';
import { Place } from './index-source.ts';
import { Paging } from './paging.ts';
import { Collection } from './search.ts';

/** Which documents are asked for: all that were skipped, or those of a source by its name. */
export const SkippedQuery = z
  .strictObject({ ...Paging, source: Place.optional(), collection: Collection.optional() })
  .meta({ id: 'SkippedQuery' });
export type SkippedQuery = z.input<typeof SkippedQuery>;

/** A document that is not indexed. `reason`: one of those in docs/retrieval.md. */
export const SkippedDocument = z
  .object({ collection: Collection, source: z.string(), document: z.string(), reason: z.string() })
  .meta({ id: 'SkippedDocument' });
export type SkippedDocument = z.infer<typeof SkippedDocument>;
