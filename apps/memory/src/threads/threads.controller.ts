import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  AppendTurnsRequest,
  CommandResult,
  pageOf,
  ReadAfter,
  SkeinError,
  StartThreadRequest,
  StreamId,
  ThreadsQuery,
  ThreadView,
  TurnsQuery,
  TurnView,
  type Page,
  type Principal,
} from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { CallerKey, CommandsOfCallers, decodeCursor, pageOfRows, Projection } from '@skein/service';
import { z } from 'zod';
import { ThreadsRepository } from './threads.repository.ts';

const ReadQuery = z.strictObject(ReadAfter);
const OWN_CHECKPOINT_MS = 10_000;

const Place = z.object({ time: z.iso.datetime(), id: StreamId });
const isPlace = (value: unknown): value is z.infer<typeof Place> => Place.safeParse(value).success;

@Controller('v1/threads')
export class ThreadsController {
  constructor(
    private readonly threads: ThreadsRepository,
    private readonly projection: Projection<unknown>,
    private readonly commands: CommandsOfCallers,
  ) {}

  @Post()
  @Answers(ThreadView, { status: 201, summary: 'Starts a thread' })
  async start(
    @Body({ schema: StartThreadRequest }) { id, ...thread }: z.output<typeof StartThreadRequest>,
    @CallerKey() key: string,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<ThreadView> {
    const { stream, position } = await this.commands.of(key).threads.start(thread, { stream: id, wait: 'logged' });
    await this.projection.reach(position, OWN_CHECKPOINT_MS);
    return this.#found(tenant, stream);
  }

  @Post(':id/turns')
  @Answers(CommandResult, { status: 201, summary: 'Adds turns at the end, together' })
  async append(
    @Param('id', { schema: StreamId }) id: string,
    @Body({ schema: AppendTurnsRequest }) { turns }: z.output<typeof AppendTurnsRequest>,
    @CallerKey() key: string,
  ): Promise<CommandResult> {
    const result = await this.commands.of(key).threads.append(id, turns, { wait: 'logged' });
    await this.projection.reach(result.position, OWN_CHECKPOINT_MS);
    return result;
  }

  @Get()
  @Answers(pageOf(ThreadView), { summary: 'Threads, the newest first' })
  async list(
    @Query({ schema: ThreadsQuery }) query: z.output<typeof ThreadsQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<Page<ThreadView>> {
    await this.projection.reach(query.minPosition, query.waitMs);
    const { workflow, limit } = query;
    const rows = await this.threads.list(tenant, { workflow, limit: limit + 1 }, decodeCursor(query.cursor, isPlace));
    return pageOfRows(rows, limit, ({ updatedAt: time, id }) => ({ time, id }));
  }

  @Get(':id')
  @Answers(ThreadView)
  async get(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) { minPosition, waitMs }: z.output<typeof ReadQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<ThreadView> {
    await this.projection.reach(minPosition, waitMs);
    return this.#found(tenant, id);
  }

  @Get(':id/turns')
  @Answers(pageOf(TurnView), { summary: 'Turns from a number on, oldest first' })
  async turns(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: TurnsQuery }) query: z.output<typeof TurnsQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<Page<TurnView>> {
    await this.projection.reach(query.minPosition, query.waitMs);
    await this.#found(tenant, id);
    return { items: await this.threads.turns(tenant, id, query.from, query.limit) };
  }

  async #found(tenant: string, id: string): Promise<ThreadView> {
    const thread = await this.threads.get(tenant, id);
    if (thread) return thread;
    throw new SkeinError('thread.unknown', `There is no thread ${id}. Start one by POST /v1/threads.`, { id });
  }
}
