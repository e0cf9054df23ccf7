import { Body, Controller, Delete, Get, Param, Post, Query, Res } from '@nestjs/common';
import {
  AgentRegistered,
  AgentsQuery,
  AgentView,
  HeartbeatRequest,
  pageOf,
  ReadAfter,
  RegisterAgent,
  RegisterRequest,
  SkeinError,
  StreamId,
  type CommandResult,
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
import { AgentRegistryConfig } from '../app.config.ts';
import { AgentsRepository } from './agents.repository.ts';

const ReadQuery = z.strictObject(ReadAfter);
const Heard = z.object({ state: AgentView.shape.state });
const RegistrationTaken = Taken.extend({ registration: z.int().optional() }).meta({ id: 'RegistrationTaken' });
type RegistrationTaken = z.infer<typeof RegistrationTaken>;
const Registered = z.union([AgentView, RegistrationTaken]);
const Ended = z.union([z.object({ id: StreamId }), Taken]);
const EndQuery = z.strictObject({ registration: z.coerce.number().int().min(1).optional(), reason: z.string().min(1).max(500).optional() });

const isId = (place: unknown): place is string => typeof place === 'string';
const REGISTRATION_KNOWN_MS = 10_000;

@Controller('v1/agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly projection: Projection<unknown>,
    private readonly commands: CommandsOfCallers,
    private readonly config: AgentRegistryConfig,
  ) {}

  @Post()
  @Answers(Registered, { status: 201, summary: 'Registers an agent, or replaces what it said of itself; 202 while it cannot be read yet' })
  async register(
    @Body({ schema: RegisterRequest }) { id: stream, ...agent }: z.output<typeof RegisterRequest>,
    @CallerKey() key: string,
    @IdempotencyKey() id: string | undefined,
    @CurrentPrincipal() { tenant }: Principal,
    @Res({ passthrough: true }) reply: WriteReply,
  ): Promise<AgentView | RegistrationTaken> {
    const result = await this.commands.of(key).send(RegisterAgent(agent), { stream, id, wait: 'logged' });
    const registration = registrationOf(result);
    if (!(await this.#isShown(result, reply))) return { ...taken(result, reply), registration };
    const view = await this.agents.get(tenant, stream);
    if (view && view.registration === registration) return view;
    throw stale(stream, registration, view);
  }

  @Post(':id/heartbeat')
  @Answers(Heard, { summary: 'Says that the agent lives, and how busy it is' })
  async heartbeat(
    @Param('id', { schema: StreamId }) id: string,
    @Body({ schema: HeartbeatRequest }) beat: z.output<typeof HeartbeatRequest>,
    @CurrentPrincipal() { tenant }: Principal,
  ): Promise<{ state: AgentView['state'] }> {
    await this.projection.reach(beat.minPosition, REGISTRATION_KNOWN_MS);
    if (await this.agents.heartbeat(tenant, id, beat)) return { state: (await this.#found(tenant, id)).state };
    throw stale(id, beat.registration, await this.#found(tenant, id));
  }

  @Delete(':id')
  @Answers(Ended, { summary: 'Ends a registration; 202 while reads may still show it' })
  async deregister(
    @Param('id', { schema: StreamId }) stream: string,
    @Query({ schema: EndQuery }) query: z.output<typeof EndQuery>,
    @CallerKey() key: string,
    @IdempotencyKey() id: string | undefined,
    @Res({ passthrough: true }) reply: WriteReply,
  ): Promise<{ id: string } | Taken> {
    const result = await this.commands.of(key).agents.deregister(stream, query, { id, wait: 'logged' });
    return (await this.#isShown(result, reply)) ? { id: stream } : taken(result, reply);
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

  #isShown(result: CommandResult, reply: WriteReply): Promise<boolean> {
    return isShown(result, { projection: this.projection, waitMs: this.config.OWN_WRITE_WAIT_MS, reply });
  }

  async #found(tenant: string, id: string): Promise<AgentView> {
    const agent = await this.agents.get(tenant, id);
    if (agent) return agent;
    throw new SkeinError('agent.unknown', `No agent is registered as ${id}. Register it by POST /v1/agents.`, { id });
  }
}

/** The fencing number that the command gave out. */
function registrationOf({ events = [] }: CommandResult): number | undefined {
  const answer = events.find(({ type }) => type === AgentRegistered.type)?.answer;
  return answer && Number(answer.registration);
}

function stale(id: string, registration: number | undefined, newest: AgentView | undefined): SkeinError {
  const why = newest ? `is not the newest, which is ${newest.registration}` : 'has ended';
  const text = `Registration ${registration} of ${id} ${why}. Register again, or stop this process.`;
  return new SkeinError('agent.registration-stale', text, newest ? { registration: newest.registration } : {});
}
