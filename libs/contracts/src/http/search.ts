import { z } from 'zod';

export const Collection = z.enum(['code_patterns', 'feature_specs', 'issue_tracker', 'task_context']).meta({ id: 'Collection' });
export type Collection = z.infer<typeof Collection>;

export const SearchRequest = z
  .strictObject({
    query: z.string().min(1).max(10_000),
    collections: z.array(Collection).min(1).default(['task_context']),
    limit: z.int().min(1).max(100).default(10),
    explain: z.boolean().default(false),
    filter: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean()])).optional(),
    minPosition: z.string().max(100).optional(),
  })
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.input<typeof SearchRequest>;

export const SearchHit = z
  .object({
    collection: Collection,
    id: z.string(),
    /** What the chunk belongs to: for task_context the workflow. */
    source: z.string(),
    title: z.string(),
    text: z.string(),
    score: z.number(),
    channels: z.array(z.object({ channel: z.string(), rank: z.int(), score: z.number() })).optional(),
    terms: z.array(z.string()).optional(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

/** The answer names the channels that ran, and how long each took. */
export const SearchResponse = z
  .object({ hits: z.array(SearchHit), channels: z.array(z.object({ channel: z.string(), ms: z.number(), hits: z.int() })) })
  .meta({ id: 'SearchResponse' });
export type SearchResponse = z.infer<typeof SearchResponse>;
