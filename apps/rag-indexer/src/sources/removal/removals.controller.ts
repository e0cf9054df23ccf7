import { Controller, Delete, Query } from '@nestjs/common';
import { RemoveSource, RemovalStarted, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import type { z } from 'zod';
import { SourceRemovals } from './source-removals.ts';

@Controller('v1')
export class RemovalsController {
  constructor(private readonly removals: SourceRemovals) {}

  @Delete('index/sources')
  @Scopes('admin')
  @Answers(RemovalStarted, { status: 202, summary: 'Removes all that was indexed of a source; GET /v1/index shows it until it is gone' })
  async remove(
    @Query({ schema: RemoveSource }) wanted: z.output<typeof RemoveSource>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<RemovalStarted> {
    return this.removals.start(tenant, wanted);
  }
}
