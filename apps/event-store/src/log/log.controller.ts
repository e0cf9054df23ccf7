import { Controller, Get, Query } from '@nestjs/common';
import { HistoryQuery, HistoryRecord, pageOf, PartitionView, type Page } from '@skein/contracts';
import { Answers, Scopes } from '@skein/platform';
import type { z } from 'zod';
import { ReadQuery } from '../progress/read-query.ts';
import { StoreProgress } from '../progress/store-progress.ts';
import { LogRepository } from './log.repository.ts';

@Controller('v1/log')
export class LogController {
  constructor(
    private readonly log: LogRepository,
    private readonly progress: StoreProgress,
  ) {}

  @Get('partitions')
  @Answers(pageOf(PartitionView), { summary: 'How far the store is, and which partitions are parked' })
  async partitions(@Query({ schema: ReadQuery }) query: ReadQuery): Promise<Page<PartitionView>> {
    await this.progress.reach(query);
    return { items: await this.log.partitions() };
  }

  /** Of all tenants: without the records of the others nobody could follow the links. */
  @Get('records')
  @Scopes('admin')
  @Answers(pageOf(HistoryRecord), { summary: 'Accepted records of a partition as they were sent, oldest first' })
  async records(@Query({ schema: HistoryQuery }) query: z.output<typeof HistoryQuery>): Promise<Page<HistoryRecord>> {
    return { items: await this.log.records(query.category, query.partition, query.afterSeq, query.limit) };
  }
}
