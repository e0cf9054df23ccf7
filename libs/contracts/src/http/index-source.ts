import { z } from 'zod';
import { Collection } from './search.ts';

// Neither Postgres nor a file system takes names with U+0000.
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((given) => !given.includes('\0'), 'must not have U+0000');
/** A folder, a file or an address. */
export const Place = text(2_000);
const Name = text(300).optional();

/** `https://…`, `ssh://…`; else it is a folder or a file. */
export const isAddress = (place: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(place);

/** What is read from a place is called when nobody names it: host and path of an address, else the place itself. */
export function nameOfPlace(place: string): string {
  if (!isAddress(place) || !URL.canParse(place)) return place;
  const { host, pathname } = new URL(place);
  return `${host}${pathname}`.replace(/\.git\/?$/, '').replace(/^\/|\/$/g, '');
}

/** What is to be read. `place`: the whole path of a folder or file where the rag-indexer runs; of git also an address (https, ssh, file). */
export const IndexSource = z
  .discriminatedUnion('kind', [
    /** `ref`: branch, tag or commit. `worktree`: the files as they are in the folder now, without what `.gitignore` names. */
    z.strictObject({
      kind: z.literal('git'),
      place: Place,
      ref: text(200).optional(),
      worktree: z.boolean().optional(),
      name: Name,
    }),
    z.strictObject({ kind: z.literal('markdown'), place: Place, name: Name }),
    z.strictObject({ kind: z.literal('github-issues'), place: Place, name: Name }),
    /** `full`: read everything again, not only what changed. */
    z.strictObject({ kind: z.literal('linear'), full: z.boolean().optional() }),
  ])
  .meta({ id: 'IndexSource' });
export type IndexSource = z.infer<typeof IndexSource>;

/** `everySeconds`: from now on again so long after each run began; it takes the place of an earlier schedule of the same source. */
export const IndexRequest = z
  .strictObject({
    source: IndexSource,
    project: text(100).default('default'),
    everySeconds: z.int().min(60).max(31_536_000).optional(),
  })
  .meta({ id: 'IndexRequest' });
export type IndexRequest = z.input<typeof IndexRequest>;

/** The runs that were started: `GET /v1/index` shows how they go. */
export const IndexStarted = z
  .object({ runs: z.array(z.object({ id: z.uuid(), collection: Collection, source: z.string() })), schedule: z.uuid().optional() })
  .meta({ id: 'IndexStarted' });
export type IndexStarted = z.infer<typeof IndexStarted>;

/** Removes a source by its name. `collection`: only there, where it is in several; Linear goes from both of its collections. */
export const RemoveSource = z.strictObject({ source: Place, collection: Collection.optional() }).meta({ id: 'RemoveSource' });
export type RemoveSource = z.infer<typeof RemoveSource>;

/** The runs that remove it: `GET /v1/index` shows them until nothing is left. */
export const RemovalStarted = z
  .object({ runs: z.array(z.object({ id: z.uuid(), collection: Collection, source: z.string() })) })
  .meta({ id: 'RemovalStarted' });
export type RemovalStarted = z.infer<typeof RemovalStarted>;
