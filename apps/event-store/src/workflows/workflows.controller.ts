import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  pageOf,
  Paging,
  ReadAfter,
  StepView,
  StreamId,
  UsageReport,
  WorkflowsQuery,
  WorkflowView,
  type Page,
  type Principal,
} from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { decodeCursor, pageOfRows } from '@skein/service';
import { z } from 'zod';
import { ReadQuery } from '../progress/read-query.ts';
import { StoreProgress } from '../progress/store-progress.ts';
import { unknownWorkflow } from './unknown-workflow.ts';
import { UsageRepository } from './usage.repository.ts';
import { stepView, workflowView } from './workflow-views.ts';
import { WorkflowsRepository, type StepPlace, type WorkflowPlace } from './workflows.repository.ts';

const PageQuery = z.strictObject({ ...Paging, ...ReadAfter });
const WorkflowPage = pageOf(WorkflowView);

const isWorkflowPlace = (place: unknown): place is WorkflowPlace =>
  Array.isArray(place) && z.tuple([z.iso.datetime(), StreamId]).safeParse(place).success;
const isStepPlace = (place: unknown): place is StepPlace =>
  Array.isArray(place) && z.tuple([z.int().min(0), z.string().max(100)]).safeParse(place).success;

/** A reply of Fastify, as far as it is needed here. */
interface Reply {
  header(name: string, value: string): unknown;
}

@Controller('v1/workflows')
export class WorkflowsController {
  constructor(
    private readonly workflows: WorkflowsRepository,
    private readonly usages: UsageRepository,
    private readonly progress: StoreProgress,
  ) {}

  @Get()
  @Answers(WorkflowPage, { summary: 'Workflows, newest first: by status, tag, parent or text' })
  async list(
    @Query({ schema: WorkflowsQuery }) query: z.output<typeof WorkflowsQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<WorkflowView>> {
    await this.progress.reach(query);
    const rows = await this.workflows.list(principal, query, decodeCursor(query.cursor, isWorkflowPlace));
    const page = pageOfRows(rows, query.limit, (last): WorkflowPlace => [last.started_at.toISOString(), last.stream]);
    return { ...page, items: page.items.map(workflowView) };
  }

  @Get(':id')
  @Answers(WorkflowView, { summary: 'Status, counters and open steps' })
  async get(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) query: ReadQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WorkflowView> {
    await this.progress.reach(query);
    const found = await this.workflows.find(principal, id);
    if (!found) throw unknownWorkflow(id);
    const view = workflowView(found.row);
    reply.header('skein-position', view.position);
    return { ...view, steps: found.open.map(stepView) };
  }

  @Get(':id/steps')
  @Answers(pageOf(StepView), { summary: 'All steps, in the order in which they were scheduled' })
  async steps(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: PageQuery }) query: z.output<typeof PageQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<StepView>> {
    await this.progress.reach(query);
    const rows = await this.workflows.steps(principal, id, query.limit, decodeCursor(query.cursor, isStepPlace));
    if (!rows) throw unknownWorkflow(id);
    const page = pageOfRows(rows, query.limit, (last): StepPlace => [last.scheduled_by, last.step]);
    return { ...page, items: page.items.map(stepView) };
  }

  @Get(':id/usage')
  @Answers(UsageReport, { summary: 'Tokens and cost: all, and by agent, model and step' })
  async usage(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) query: ReadQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UsageReport> {
    await this.progress.reach(query);
    return this.usages.usage(principal, id);
  }

  @Get(':id/children')
  @Answers(WorkflowPage, { summary: 'Workflows that are a part of this one' })
  async children(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: PageQuery }) query: z.output<typeof PageQuery>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<WorkflowView>> {
    await this.progress.reach(query);
    if (!(await this.workflows.find(principal, id))) throw unknownWorkflow(id);
    return this.list({ ...query, parent: id, minPosition: undefined }, principal);
  }

  @Get(':id/ancestors')
  @Answers(WorkflowPage, { summary: 'The parent, its parent, and so on' })
  async ancestors(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) query: ReadQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Page<WorkflowView>> {
    await this.progress.reach(query);
    const rows = await this.workflows.ancestors(principal, id);
    if (!rows) throw unknownWorkflow(id);
    return { items: rows.map(workflowView) };
  }
}
