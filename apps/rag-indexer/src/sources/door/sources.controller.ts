import { Body, Controller, Post } from '@nestjs/common';
import { IndexRequest, IndexStarted, type Principal } from '@skein/contracts';
import { derivedId } from '@skein/log';
import { Answers, CurrentPrincipal, Scopes } from '@skein/platform';
import type { z } from 'zod';
import { ScheduledRuns } from '../../schedules/scheduled-runs.ts';
import { SchedulesRepository } from '../../schedules/schedules.repository.ts';
import { plainPlace } from './plain-place.ts';
import { SourceFactory } from './source-factory.ts';
import { SourceRuns } from './source-runs.ts';

@Controller('v1')
export class SourcesController {
  constructor(
    private readonly sources: SourceFactory,
    private readonly runs: SourceRuns,
    private readonly schedules: SchedulesRepository,
    private readonly scheduled: ScheduledRuns,
  ) {}

  @Post('index')
  @Scopes('admin')
  @Answers(IndexStarted, { status: 202, summary: 'Starts to index a source, once or again and again; GET /v1/index shows how it goes' })
  async start(
    @Body({ schema: IndexRequest }) { source: given, project, everySeconds }: z.output<typeof IndexRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<IndexStarted> {
    const request = plainPlace(given);
    const sources = await this.sources.of(request);
    const started = sources.map(async (one) => ({
      id: await this.runs.start(one, { tenant, project, origin: request }),
      collection: one.collection,
      source: one.name,
    }));
    const runs = await Promise.all(started);
    if (everySeconds === undefined) return { runs };
    const source = sources[0]!.name;
    const id = derivedId([tenant, request.kind, source].join('\n'), 'schedule');
    await this.schedules.put({ tenant, id, project, source, request, everySeconds });
    this.scheduled.wake();
    return { runs, schedule: id };
  }
}
