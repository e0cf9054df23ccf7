import { Body, Controller, Get, Post } from '@nestjs/common';
import { Collection, IndexStatus, PackRequest, PackResponse, SearchRequest, SearchResponse, type Principal } from '@skein/contracts';
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
