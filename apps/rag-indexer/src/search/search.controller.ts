import { Body, Controller, Get, Post } from '@nestjs/common';
import { Collection, SearchRequest, SearchResponse, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { Projection } from '@skein/service';
import { VectorIndex } from '@skein/vector-index';
import { z } from 'zod';
import { Search } from './search.ts';

const INDEXING_MS = 5_000;
const IndexStatus = z.object({ collections: z.array(z.object({ collection: Collection, chunks: z.int() })) });

@Controller('v1')
export class SearchController {
  constructor(
    private readonly search: Search,
    private readonly index: VectorIndex,
    private readonly projection: Projection<unknown>,
  ) {}

  @Post('search')
  @Scopes('read')
  @Answers(SearchResponse, { summary: 'Searches what has been indexed' })
  async find(
    @Body({ schema: SearchRequest }) request: z.output<typeof SearchRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<SearchResponse> {
    await this.projection.reach(request.minPosition, INDEXING_MS);
    return this.search.search(tenant, request);
  }

  @Get('index')
  @Answers(IndexStatus, { summary: 'What is indexed' })
  async status(@CurrentPrincipal() { tenant }: Principal): Promise<z.infer<typeof IndexStatus>> {
    const counts = Collection.options.map(async (collection) => ({
      collection,
      chunks: await this.index.collection(collection, tenant).count(),
    }));
    return { collections: await Promise.all(counts) };
  }
}
