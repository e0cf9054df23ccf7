import { Controller, Get, Query } from '@nestjs/common';
import { ApprovalsQuery, ApprovalView, pageOf, type Page, type Principal } from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { decodeCursor, pageOfRows } from '@skein/service';
import { z } from 'zod';
import { StoreProgress } from '../progress/store-progress.ts';
import { ApprovalsRepository, approvalView, type ApprovalPlace } from './approvals.repository.ts';

const isPlace = (place: unknown): place is ApprovalPlace =>
  z.tuple([z.iso.datetime(), z.string().max(200), z.string().max(100)]).safeParse(place).success;

@Controller('v1/approvals')
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalsRepository,
    private readonly progress: StoreProgress,
  ) {}

  @Get()
  @Answers(pageOf(ApprovalView), { summary: 'Gates, newest first: by status or workflow' })
  async list(
    @Query({ schema: ApprovalsQuery }) query: z.output<typeof ApprovalsQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<ApprovalView>> {
    await this.progress.reach(query);
    const rows = await this.approvals.list(principal, query, decodeCursor(query.cursor, isPlace));
    const page = pageOfRows(rows, query.limit, (last): ApprovalPlace => [last.requested_at.toISOString(), last.stream, last.gate]);
    return { ...page, items: page.items.map(approvalView) };
  }
}
