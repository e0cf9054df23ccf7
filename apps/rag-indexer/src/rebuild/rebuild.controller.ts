import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IndexRebuild, RebuildIndex, RebuildStarted, SkeinError, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import { z } from 'zod';
import { Rebuilding } from './rebuilding.ts';
import { RebuildsRepository } from './rebuilds.repository.ts';

@Controller('v1')
export class RebuildController {
  constructor(
    private readonly rebuilding: Rebuilding,
    private readonly kept: RebuildsRepository,
  ) {}

  @Post('index/rebuild')
  @Scopes('admin')
  @Answers(RebuildStarted, { status: 202, summary: "Starts to make the tenant's index anew from the tables, beside what is searched" })
  async start(
    @Body({ schema: RebuildIndex }) request: z.output<typeof RebuildIndex>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<RebuildStarted> {
    return { id: await this.rebuilding.start(tenant, request) };
  }

  @Get('index/rebuild/:id')
  @Answers(IndexRebuild, { summary: 'How far a rebuild is' })
  async show(@Param('id', { schema: z.uuid() }) id: string, @CurrentPrincipal() { tenant }: Principal): Promise<IndexRebuild> {
    const found = await this.kept.find(tenant, id);
    if (found) return found;
    throw new SkeinError('index.rebuild-unknown', 'There is no such rebuild; the newest twenty are kept. Start another one.');
  }
}
