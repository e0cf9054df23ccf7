import { z } from 'zod';
import { Place } from './index-source.ts';
import { Collection } from './search.ts';

const Count = z.int().min(0);

/** Reads sources anew and compares what is indexed with what a clean rebuild would be. Without `source`: all of them. */
export const VerifyIndex = z.strictObject({ source: Place.optional() }).meta({ id: 'VerifyIndex' });
export type VerifyIndex = z.input<typeof VerifyIndex>;

export const VerificationStarted = z.object({ id: z.uuid() }).meta({ id: 'VerificationStarted' });
export type VerificationStarted = z.infer<typeof VerificationStarted>;

/**
 * A place where what is indexed is not what a clean rebuild has. `missing`: only the rebuild has it; `left-over`: only the index.
 * `documents`, `chunks` and `points` are tables; `index` is what is searched.
 */
export const IndexDifference = z
  .object({
    what: z.enum(['missing', 'left-over', 'different']),
    in: z.enum(['documents', 'chunks', 'points', 'index']),
    /** The document, and the title of the chunk in it. */
    place: z.string(),
    /** Of the chunk. */
    id: z.string().optional(),
    /** What of it is different. */
    fields: z.array(z.string()).optional(),
  })
  .meta({ id: 'IndexDifference' });
export type IndexDifference = z.infer<typeof IndexDifference>;

export const VerifiedSource = z
  .object({
    collection: Collection,
    source: z.string(),
    /** What the clean rebuild has. */
    documents: Count,
    chunks: Count,
    differences: Count,
    /** The first hundred of them. */
    first: z.array(IndexDifference),
    /** The commit that was compared, of a repository. */
    commit: z.string().optional(),
    /** Why it could not be compared. */
    error: z.string().optional(),
  })
  .meta({ id: 'VerifiedSource' });
export type VerifiedSource = z.infer<typeof VerifiedSource>;

export const IndexVerification = z
  .object({
    id: z.uuid(),
    /** `interrupted`: the process that did it has ended. */
    state: z.enum(['running', 'finished', 'interrupted']),
    /** Documents that were compared so far, of all sources. */
    documents: Count,
    sources: z.array(VerifiedSource),
  })
  .meta({ id: 'IndexVerification' });
export type IndexVerification = z.infer<typeof IndexVerification>;
