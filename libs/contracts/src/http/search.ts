import { z } from 'zod';
import { PositionToken } from '../log/position.ts';

export const Collection = z.enum(['code_patterns', 'feature_specs', 'issue_tracker', 'task_context']).meta({ id: 'Collection' });
export type Collection = z.infer<typeof Collection>;

const Value = z.union([z.string().max(500), z.number(), z.boolean()]);
const Bound = z.union([z.number(), z.iso.datetime({ offset: true })]);

/**
 * All of what it says must hold. A value, or one of several; for `path` files or folders; for times and numbers also bounds, times as ISO 8601:
 * `{ lang: ["go", "rust"], path: "src/log", updatedAt: { gte: "2026-01-01T00:00:00Z" } }`.
 */
export const SearchFilter = z
  .record(
    z.string().max(100),
    z.union([
      Value,
      z.array(Value).max(100),
      z.strictObject({ gt: Bound.optional(), gte: Bound.optional(), lt: Bound.optional(), lte: Bound.optional() }),
    ]),
  )
  .refine((filter) => Object.keys(filter).length <= 20, 'at most 20 keys')
  .meta({ id: 'SearchFilter' });
export type SearchFilter = z.infer<typeof SearchFilter>;

export const ChunkRef = z.strictObject({ collection: Collection, id: z.uuid() }).meta({ id: 'ChunkRef' });
export type ChunkRef = z.infer<typeof ChunkRef>;

const asked = {
  /** Words, `"phrases"`, `/patterns/`, `path:`, `lang:`, `symbol:`, `kind:`, `repo:`, each with `-` for "not". Empty only with `similarTo`. */
  query: z.string().max(10_000).default(''),
  collections: z.array(Collection).min(1).max(4).default(Collection.options),
  /** Only what belongs to this project; absent: all projects of the tenant. */
  project: z.string().min(1).max(100).optional(),
  filter: SearchFilter.optional(),
  minPosition: PositionToken.optional(),
};

export const SearchRequest = z
  .strictObject({
    ...asked,
    limit: z.int().min(1).max(100).default(10),
    /** More like this chunk. */
    similarTo: ChunkRef.optional(),
    /** `document`: the best chunk of each file, issue or workflow, and how many more of it were found. */
    groupBy: z.enum(['document']).optional(),
    explain: z.boolean().default(false),
  })
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.input<typeof SearchRequest>;

const Channels = z.array(
  z.object({
    channel: z.string(),
    ms: z.number(),
    hits: z.int(),
    /** Not everything that might fit was looked at. */
    partial: z.boolean().optional(),
    /** Why it found nothing, when it could not look: the others have answered. */
    skipped: z.string().optional(),
    /** How many chunks it can find, of how many there are; it knows of the others nothing yet. */
    covers: z.object({ chunks: z.int(), of: z.int() }).optional(),
  }),
);

export const SearchHit = z
  .object({
    collection: Collection,
    id: z.string(),
    project: z.string(),
    /** What it was read from: a repository, a team; for task_context the workflow. */
    source: z.string(),
    /** The file, issue or workflow that it is a part of. */
    document: z.string(),
    title: z.string(),
    text: z.string(),
    score: z.number(),
    path: z.string().optional(),
    symbol: z.string().optional(),
    kind: z.string().optional(),
    lang: z.string().optional(),
    startLine: z.int().optional(),
    endLine: z.int().optional(),
    url: z.string().optional(),
    updatedAt: z.string().optional(),
    /** Other chunks of the document that were found; with `groupBy`. */
    more: z.int().optional(),
    /**
     * Which channels found it, at what rank, with what score of their own, and how much of the hit's score comes from there. `chunk`: what the
     * channel found is this other chunk of the document, which the hit stands for. `text`: it has the phrases and patterns, which rank nothing.
     */
    channels: z
      .array(z.object({ channel: z.string(), rank: z.int(), score: z.number(), share: z.number(), chunk: z.string().optional() }))
      .optional(),
    /** Words of the query that it has. */
    terms: z.array(z.string()).optional(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

/** The answer names the channels that ran, and how long each took. */
export const SearchResponse = z.object({ hits: z.array(SearchHit), channels: Channels, ms: z.number() }).meta({ id: 'SearchResponse' });
export type SearchResponse = z.infer<typeof SearchResponse>;

/** Asks for what an agent should have before it: the best of what is found, packed into so many tokens. */
export const PackRequest = z
  .strictObject({
    ...asked,
    /** Of the whole text, with citations. */
    tokens: z.int().min(50).max(1_000_000).default(8_000),
    similarTo: ChunkRef.optional(),
  })
  .meta({ id: 'PackRequest' });
export type PackRequest = z.input<typeof PackRequest>;

const Cited = z.object({ collection: Collection, id: z.string(), citation: z.string() });

/** Never over budget. Blocks of one document stand together in the order of its lines, documents best first, each block below its citation. */
export const PackResponse = z
  .object({
    text: z.string(),
    tokens: z.int(),
    budget: z.int(),
    /** Who counted the tokens. */
    counter: z.string(),
    /** What the text is made of, in its order. `citation`: `source/path:first-last@commit`, as far as known. */
    parts: z.array(Cited.extend({ title: z.string(), score: z.number(), url: z.string().optional() })),
    /** What was found and left out, best first. `by`: the part that has it already. */
    cut: z.array(Cited.extend({ reason: z.enum(['over-budget', 'overlaps', 'same-text']), by: z.string().optional() })),
    channels: Channels,
    ms: z.number(),
  })
  .meta({ id: 'PackResponse' });
export type PackResponse = z.infer<typeof PackResponse>;
