import { SkeinError, type ChunkRef, type SearchRequest, type SearchResponse } from '@skein/contracts';
import { channelQuestions, fuse, fusionDefaults, parseQuery, type Fused, type ParsedQuery } from '@skein/retrieval';
import type { z } from 'zod';
import type { LiveIndex } from '../indexing/live-index.ts';
import type { Chunk } from '../storage/chunk.ts';
import type { ChunksRepository } from '../storage/chunks.repository.ts';
import { runChannels, type Asked } from './channel-run.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { DenseChannel } from './dense-channel.ts';
import { filterOf } from './filter-of.ts';
import { hitOf } from './hit-of.ts';
import { requirementsOf, type Requirements } from './requirements.ts';
import { questionLike } from './search-question.ts';
import { readPage, verified, type Found, type Verified } from './verified.ts';

const MOST_CANDIDATES = 400;
const nothingAsked: ParsedQuery = {
  text: '',
  words: [],
  phrases: [],
  patterns: [],
  conditions: [],
  without: { texts: [], conditions: [] },
};

type Request = z.output<typeof SearchRequest>;

export interface Findings extends Pick<SearchResponse, 'channels' | 'ms'> {
  /** What the channels were asked for. */
  text: string;
  /** Best first. */
  found: Found[];
  /** Whether phrases or patterns were asked for, which all of them have. */
  hasTexts: boolean;
}

/** Search over all collections that were asked for: channels side by side, fused, then held against what every hit must fulfil. */
export class Search {
  constructor(
    private readonly index: LiveIndex,
    private readonly chunks: ChunksRepository,
    private readonly dense?: DenseChannel,
  ) {}

  /** Throws `search.query-invalid`, `search.filter-invalid` and `search.unknown-hit`. */
  async search(tenant: string, request: Request): Promise<SearchResponse> {
    const { text, found, hasTexts, ...told } = await this.find(tenant, request);
    const hits = found.map(({ chunk, fused, more }) => ({
      ...hitOf(chunk, fused, { query: text, explain: request.explain, hasTexts }),
      ...(request.groupBy ? { more } : {}),
    }));
    return { hits, ...told };
  }

  /** The chunks themselves. Throws as {@link search}. */
  async find(tenant: string, request: Omit<Request, 'explain'>): Promise<Findings> {
    const started = performance.now();
    const { collections, project, limit, similarTo, groupBy } = request;
    const parsed = request.query === '' && similarTo ? nothingAsked : parseQuery(request.query);
    const { filter, tests } = filterOf(request.filter);
    const requirements = requirementsOf(parsed, { filter, tests, project });
    const named = parsed.conditions.filter(({ key }) => key === 'symbol' || key === 'path').map(({ value }) => value);
    const text = [parsed.text, ...named].join(' ');
    const like = similarTo && (await this.#known(tenant, project, similarTo));
    const question = like ? questionLike(like) : channelQuestions(text);
    const asked: Asked = { scope: { tenant, project }, collections, filter, depth: fusionDefaults.depth, ...requirements };
    const [lexical, dense = []] = await Promise.all([
      runChannels(this.index.vectors, question, asked),
      this.dense?.run({ text, like }, asked),
    ]);
    const runs = [...lexical, ...dense];
    const ranked = fuse(runs, fusionDefaults).filter(({ id }) => id !== like?.id);
    const checked = await this.#check(tenant, ranked, requirements, { asked, limit, grouped: groupBy !== undefined });
    const channels = [
      ...runs.map(({ channel, ms, hits: { length }, skipped, covers }) => ({ channel, ms: rounded(ms), hits: length, skipped, covers })),
      ...(requirements.readsTexts
        ? [{ channel: 'text', ms: rounded(checked.ms), hits: checked.found.length, partial: checked.partial }]
        : []),
    ];
    return { text, found: checked.found, hasTexts: requirements.isStrict, channels, ms: rounded(performance.now() - started) };
  }

  async #check(
    tenant: string,
    ranked: readonly Fused[],
    requirements: Requirements,
    { asked, limit, grouped }: { asked: Asked; limit: number; grouped: boolean },
  ): Promise<Verified & { ms: number }> {
    const started = performance.now();
    const reader = new ChunkReader(this.chunks, { tenant, collections: asked.collections });
    const page = { requirements, limit, grouped };
    if (!requirements.readsTexts) return { found: await readPage(ranked, reader, page), partial: false, ms: performance.now() - started };
    const candidates = requirements.isStrict ? await this.#candidates(ranked, requirements, asked) : { fused: [...ranked], cut: false };
    const result = await verified(candidates.fused, reader, page);
    return { ...result, partial: result.partial || candidates.cut, ms: performance.now() - started };
  }

  /** Chunks that may have the texts: ranked ones first. */
  async #candidates(
    ranked: readonly Fused[],
    { texts, fitsPayload }: Requirements,
    { scope, collections, filter, where }: Asked,
  ): Promise<{ fused: Fused[]; cut: boolean }> {
    const preferred = ranked.map(({ id }) => id);
    const isNarrow = scope.project !== undefined || fitsPayload !== undefined;
    const finding = collections.map((collection) => {
      const passes = isNarrow ? this.index.vectors.collection(collection, scope).passing({ filter, where }) : undefined;
      const within = { project: scope.project, fitsPayload, passes };
      return this.index.candidates.find({ tenant: scope.tenant, collection }, texts, { preferred, limit: MOST_CANDIDATES, within });
    });
    const found = await Promise.all(finding);
    const having = new Set(found.flatMap(({ ids }) => ids));
    const first = ranked.filter(({ id }) => having.delete(id));
    const rest = Array.from(having, (id) => ({ id, score: 0, leads: true, others: 0, contributions: [] }));
    return { fused: [...first, ...rest], cut: found.some(({ cut }) => cut) };
  }

  async #known(tenant: string, project: string | undefined, { collection, id }: ChunkRef): Promise<Chunk> {
    const chunk = (await this.chunks.byIds({ tenant, collections: [collection] }, [id])).get(id);
    if (chunk && (project === undefined || chunk.project === project)) return chunk;
    throw new SkeinError('search.unknown-hit', `There is no chunk ${id} in ${collection}. Take the id from an answer of a search.`, { id });
  }
}

const rounded = (ms: number): number => Number(ms.toFixed(2));
