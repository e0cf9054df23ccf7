import {
  DeregisterAgent,
  RegisterAgent,
  type AgentsQuery,
  type AgentView,
  type CommandResult,
  type HeartbeatRequest,
  type RegisterRequest,
} from '@skein/contracts';
import type { CommandSender } from '../commands/command-sender.ts';
import type { SendOptions } from '../commands/send-options.ts';
import { path, type Query } from '../http/query.ts';
import { Listing } from '../reads/listing.ts';
import type { ReadOptions, Reader } from '../reads/reader.ts';

export interface Registration {
  id: string;
  /** The fencing number: what is said under an older one is refused. */
  registration: number;
  result: CommandResult;
}

/** Who there is, and what they can do. */
export class Agents {
  readonly #sender: CommandSender;
  readonly #reader: Reader;

  constructor(sender: CommandSender, reader: Reader) {
    this.#sender = sender;
    this.#reader = reader;
  }

  /** Registers an agent, or replaces what it said of itself. */
  async register({ id, ...agent }: RegisterRequest, options: SendOptions = {}): Promise<Registration> {
    const result = await this.#sender.send(RegisterAgent(agent), { ...options, stream: id });
    const made = result.events?.find(({ type }) => type === 'agent.agent-registered')?.answer;
    const registration = made ? Number(made.registration) : (await this.get(id)).registration;
    return { id, registration, result };
  }

  /** Says that the agent lives, and how busy it is. Silent for `HEARTBEAT_GRACE_MS` = offline. */
  async heartbeat(id: string, heartbeat: HeartbeatRequest, options: ReadOptions = {}): Promise<void> {
    const minPosition = this.#reader.minPosition({ category: 'agent', stream: id });
    await this.#reader.ask<unknown>(path`/v1/agents/${id}/heartbeat`, { minPosition, ...heartbeat }, options);
  }

  deregister(id: string, input: Parameters<typeof DeregisterAgent>[0] = {}, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(DeregisterAgent(input), { ...options, stream: id });
  }

  find(query: AgentsQuery = {}): Listing<AgentView> {
    return new Listing((cursor) =>
      this.#reader.get('/v1/agents', { ...query, cursor: cursor ?? query.cursor } as Query, { category: 'agent' }),
    );
  }

  /** Throws `agent.unknown`. */
  get(id: string): Promise<AgentView> {
    return this.#reader.get(path`/v1/agents/${id}`, {}, { category: 'agent', stream: id });
  }
}
