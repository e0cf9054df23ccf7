import { Body, Controller, Post } from '@nestjs/common';
import { IndexRequest, IndexStarted, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import type { z } from 'zod';
import { SourceFactory } from './source-factory.ts';
import { SourceRuns } from './source-runs.ts';

@Controller('v1')
export class SourcesController {
  constructor(
    private readonly sources: SourceFactory,
    private readonly runs: SourceRuns,
  ) {}

  @Post('index')
  @Scopes('write')
  @Answers(IndexStarted, { status: 202, summary: 'Starts to index a source; GET /v1/index shows how it goes' })
  async start(
    @Body({ schema: IndexRequest }) { source, project }: z.output<typeof IndexRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<IndexStarted> {
    const sources = await this.sources.of(source);
    const started = sources.map(async (one) => ({
      id: await this.runs.start(one, { tenant, project }),
      collection: one.collection,
      source: one.name,
    }));
    return { runs: await Promise.all(started) };
  }
}
