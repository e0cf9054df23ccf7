import { Body, Controller, Get, Post } from '@nestjs/common';
import {
  Collection,
  IndexRebuilt,
  IndexStatus,
  PackRequest,
  PackResponse,
  RebuildIndex,
  SearchRequest,
  SearchResponse,
  SkeinError,
  type Principal,
} from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { Projection } from '@skein/service';
import type { z } from 'zod';
import { EmbeddingSetup } from '../embedding/embedding-setup.ts';
import { EmbeddingWork } from '../embedding/embedding-work.ts';
import { LiveIndex } from '../indexing/live-index.ts';
import { shownOf } from '../schedules/shown-schedule.ts';
import { SchedulesRepository } from '../schedules/schedules.repository.ts';
import { RunsRepository } from '../storage/runs.repository.ts';
import { TaskIndexing } from '../task-context/task-indexing.ts';
import { contextPack } from './context-pack.ts';
import { Search } from './search.ts';

const INDEXING_MS = 5_000;

@Controller('v1')
export class SearchController {
  constructor(
    private readonly search: Search,
    private readonly index: LiveIndex,
    private readonly runs: RunsRepository,
    private readonly schedules: SchedulesRepository,
    private readonly tasks: TaskIndexing,
    private readonly projection: Projection<unknown>,
    private readonly embedding: EmbeddingSetup,
    private readonly work: EmbeddingWork,
  ) {}

  @Post('search')
  @Scopes('read')
  @Answers(SearchResponse, { summary: 'Searches what has been indexed' })
  async find(
    @Body({ schema: SearchRequest }) request: z.output<typeof SearchRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<SearchResponse> {
    await this.#reach(request.minPosition);
    return this.search.search(tenant, request);
  }

  @Post('context')
  @Scopes('read')
  @Answers(PackResponse, { summary: 'Packs what a search finds into so many tokens, with citations' })
  async pack(
    @Body({ schema: PackRequest }) request: z.output<typeof PackRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<PackResponse> {
    await this.#reach(request.minPosition);
    return contextPack(this.search, tenant, request);
  }

  @Get('index')
  @Answers(IndexStatus, { summary: 'What is indexed, and how the last run of each source went' })
  async status(@CurrentPrincipal() { tenant }: Principal): Promise<IndexStatus> {
    await this.tasks.flush();
    const vectors = await this.embedding.status(tenant);
    const counts = Collection.options.map(async (collection) => ({
      collection,
      chunks: await this.index.vectors.collection(collection, { tenant }).count(),
      ...vectors.get(collection),
    }));
    const [runs, schedules] = [await this.runs.newest(tenant), await this.schedules.ofTenant(tenant)];
    const spec = this.embedding.embeddings?.spec;
    return {
      adapter: this.index.vectors.kind,
      collections: await Promise.all(counts),
      ...(spec ? { embedder: { model: spec.model, dimension: spec.dimension, trouble: this.work.trouble } } : {}),
      runs: runs.map(runOf),
      schedules: schedules.map(shownOf),
    };
  }

  @Post('index/rebuild')
  @Scopes('admin')
  @Answers(IndexRebuilt, { summary: 'Makes the index anew from the tables and switches to it' })
  async rebuild(
    @Body({ schema: RebuildIndex }) { to, embed }: z.output<typeof RebuildIndex>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<IndexRebuilt> {
    const adapter = this.index.vectors.kind;
    if (to !== undefined && to !== adapter) {
      const todo = to === 'qdrant' ? 'Set QDRANT_URL and start the rag-indexer again' : 'Start the rag-indexer without QDRANT_URL';
      throw new SkeinError('request.invalid', `This rag-indexer keeps its index ${adapter}, not ${to}. ${todo}, then rebuild.`, {
        adapter,
      });
    }
    const started = performance.now();
    await this.tasks.flush();
    const embedding = embed ? await this.work.renew() : 0;
    // What is being embedded is filled when all of it is there.
    const points = embedding > 0 ? 0 : await this.index.fill().then(() => this.#pointsOf(tenant));
    return { adapter, points, ...(embed ? { embedding } : {}), ms: Math.round(performance.now() - started) };
  }

  async #pointsOf(tenant: string): Promise<number> {
    const counts = Collection.options.map((collection) => this.index.vectors.collection(collection, { tenant }).count());
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async #reach(position: string | undefined): Promise<void> {
    if (position === undefined) return;
    await this.projection.reach(position, INDEXING_MS);
    await this.tasks.flush();
  }
}

const runOf = ({ startedAt, endedAt, expected, error, collection, ...run }: Awaited<ReturnType<RunsRepository['newest']>>[number]) => ({
  ...run,
  collection: Collection.parse(collection),
  startedAt: startedAt.toISOString(),
  ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
  ...(expected === null ? {} : { expected }),
  ...(error === null ? {} : { error }),
});
