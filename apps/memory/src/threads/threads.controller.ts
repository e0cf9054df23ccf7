import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
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
import {
  CallerKey,
  CommandsOfCallers,
  decodeCursor,
  IdempotencyKey,
  isShown,
  pageOfRows,
  Projection,
  Taken,
  taken,
  type WriteReply,
} from '@skein/service';
import { z } from 'zod';
import { MemoryConfig } from '../app.config.ts';
import { ThreadsRepository } from './threads.repository.ts';

const ReadQuery = z.strictObject(ReadAfter);
const Started = z.union([ThreadView, Taken]);

const Place = z.object({ time: z.iso.datetime(), id: StreamId });
const isPlace = (value: unknown): value is z.infer<typeof Place> => Place.safeParse(value).success;

@Controller('v1/threads')
export class ThreadsController {
  constructor(
    private readonly threads: ThreadsRepository,
    private readonly projection: Projection<unknown>,
    private readonly commands: CommandsOfCallers,
    private readonly config: MemoryConfig,
  ) {}

  @Post()
  @Answers(Started, { status: 201, summary: 'Starts a thread; 202 with its id while it cannot be read yet' })
  async start(
    @Body({ schema: StartThreadRequest }) { id: stream, ...thread }: z.output<typeof StartThreadRequest>,
    @CallerKey() key: string,
    @IdempotencyKey() id: string | undefined,
    @CurrentPrincipal() { tenant }: Principal,
    @Res({ passthrough: true }) reply: WriteReply,
  ): Promise<ThreadView | Taken> {
    const result = await this.commands.of(key).threads.start(thread, { stream, id, wait: 'logged' });
    return (await this.#isShown(result, reply)) ? this.#found(tenant, result.stream) : taken(result, reply);
  }

  @Post(':id/turns')
  @Answers(CommandResult, { status: 201, summary: 'Adds turns at the end, together; 202 while they are still to be decided' })
  async append(
    @Param('id', { schema: StreamId }) stream: string,
    @Body({ schema: AppendTurnsRequest }) { turns }: z.output<typeof AppendTurnsRequest>,
    @CallerKey() key: string,
    @IdempotencyKey() id: string | undefined,
    @Res({ passthrough: true }) reply: WriteReply,
  ): Promise<CommandResult> {
    const result = await this.commands.of(key).threads.append(stream, turns, { id, wait: 'logged' });
    await this.#isShown(result, reply);
    if (result.status === 'pending') reply.status(202);
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

  #isShown(result: CommandResult, reply: WriteReply): Promise<boolean> {
    return isShown(result, { projection: this.projection, waitMs: this.config.OWN_WRITE_WAIT_MS, reply });
  }

  async #found(tenant: string, id: string): Promise<ThreadView> {
    const thread = await this.threads.get(tenant, id);
    if (thread) return thread;
    throw new SkeinError('thread.unknown', `There is no thread ${id}. Start one by POST /v1/threads.`, { id });
  }
}
