import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  AgentsQuery,
  AgentView,
  HeartbeatRequest,
  pageOf,
  ReadAfter,
  RegisterRequest,
  SkeinError,
  StreamId,
  type Page,
  type Principal,
} from '@skein/contracts';
import { Answers, CurrentPrincipal } from '@skein/platform';
import { CallerKey, CommandsOfCallers, decodeCursor, pageOfRows, Projection } from '@skein/service';
import { z } from 'zod';
import { AgentsRepository } from './agents.repository.ts';

const ReadQuery = z.strictObject(ReadAfter);
const Heard = z.object({ state: AgentView.shape.state });
const Ended = z.object({ id: StreamId });
const EndQuery = z.strictObject({ registration: z.coerce.number().int().min(1).optional(), reason: z.string().min(1).max(500).optional() });

const isId = (place: unknown): place is string => typeof place === 'string';
const OWN_CHECKPOINT_MS = 10_000;

@Controller('v1/agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly projection: Projection<unknown>,
    private readonly commands: CommandsOfCallers,
  ) {}

  @Post()
  @Answers(AgentView, { status: 201, summary: 'Registers an agent, or replaces what it said of itself' })
  async register(
    @Body({ schema: RegisterRequest }) request: z.output<typeof RegisterRequest>,
    @CallerKey() key: string,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<AgentView> {
    const { result } = await this.commands.of(key).agents.register(request, { wait: 'logged' });
    await this.projection.reach(result.position, OWN_CHECKPOINT_MS);
    return this.#found(tenant, request.id);
  }

  @Post(':id/heartbeat')
  @Answers(Heard, { summary: 'Says that the agent lives, and how busy it is' })
  async heartbeat(
    @Param('id', { schema: StreamId }) id: string,
    @Body({ schema: HeartbeatRequest }) beat: z.output<typeof HeartbeatRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<{ state: AgentView['state'] }> {
    await this.projection.reach(beat.minPosition, OWN_CHECKPOINT_MS);
    if (await this.agents.heartbeat(tenant, id, beat)) return { state: (await this.#found(tenant, id)).state };
    const { registration } = await this.#found(tenant, id);
    const text = `Registration ${beat.registration} of ${id} is not the newest, which is ${registration}. Register again, or stop this process.`;
    throw new SkeinError('agent.registration-stale', text, { registration });
  }

  @Delete(':id')
  @Answers(Ended, { summary: 'Ends a registration' })
  async deregister(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: EndQuery }) query: z.output<typeof EndQuery>,
    @CallerKey() key: string,
  ): Promise<{ id: string }> {
    const { position } = await this.commands.of(key).agents.deregister(id, query, { wait: 'logged' });
    await this.projection.reach(position, OWN_CHECKPOINT_MS);
    return { id };
  }

  @Get()
  @Answers(pageOf(AgentView), { summary: 'Who there is: by capability, tag, text or state' })
  async list(
    @Query({ schema: AgentsQuery }) query: z.output<typeof AgentsQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<Page<AgentView>> {
    await this.projection.reach(query.minPosition, query.waitMs);
    const rows = await this.agents.list(tenant, query, decodeCursor(query.cursor, isId));
    return pageOfRows(rows, query.limit, ({ id }) => id);
  }

  @Get(':id')
  @Answers(AgentView)
  async get(
    @Param('id', { schema: StreamId }) id: string,
    @Query({ schema: ReadQuery }) { minPosition, waitMs }: z.output<typeof ReadQuery>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<AgentView> {
    await this.projection.reach(minPosition, waitMs);
    return this.#found(tenant, id);
  }

  async #found(tenant: string, id: string): Promise<AgentView> {
    const agent = await this.agents.get(tenant, id);
    if (agent) return agent;
    throw new SkeinError('agent.unknown', `No agent is registered as ${id}. Register it by POST /v1/agents.`, { id });
  }
}
