import {
  commandDefinitions,
  type Category,
  type CommandRequest,
  type CommandResult,
  type CommandsResponse,
  type Fact,
  type Problem,
} from '@skein/contracts';
import { randomUUID } from 'node:crypto';
import type { GivenAnswer } from './given-answers.ts';

export interface Sending {
  stream?: string;
  /** Of the command; a new one when absent. */
  id?: string;
  wait?: 'accepted' | 'logged' | 'stored';
  /** How long the service may take, in seconds. Default 20. */
  seconds?: number;
}

/** Sends commands over HTTP and writes down every answer, for {@link checkSystem} to hold against the log. */
export class Caller {
  readonly answers: GivenAnswer[] = [];

  constructor(
    private readonly key: string,
    private readonly tenant = 'acme',
  ) {}

  /** One command, to the process at this address. `undefined` when the connection broke. */
  async send(
    url: string,
    command: Fact,
    { stream = `w-${randomUUID()}`, id = randomUUID(), ...rest }: Sending = {},
  ): Promise<CommandResult | undefined> {
    return (await this.sendAll(url, [{ ...command, stream, id }], rest))[0];
  }

  /** In one request. */
  async sendAll(
    url: string,
    commands: readonly (CommandRequest & { stream: string; id: string })[],
    { wait = 'logged', seconds = 20 }: Pick<Sending, 'wait' | 'seconds'> = {},
  ): Promise<(CommandResult | undefined)[]> {
    const results = await this.#post(`${url}/v1/commands?wait=${wait}`, commands, seconds);
    commands.forEach(({ type, stream, id }, index) => {
      this.answers.push({ category: categoryOf(type), tenant: this.tenant, stream, id, result: results?.[index] });
    });
    return commands.map((_, index) => results?.[index]);
  }

  async #post(url: string, commands: readonly CommandRequest[], seconds: number): Promise<CommandResult[] | undefined> {
    const headers = { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', prefer: `wait=${seconds}` };
    try {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ commands }) });
      if (response.status === 503) return refused(commands, (await response.json()) as Problem);
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return ((await response.json()) as CommandsResponse).results;
    } catch (error) {
      if ((error as Error).name === 'TypeError') return undefined; // how fetch says that the connection broke
      throw error;
    }
  }
}

/** Turned away at the door: none of them was taken. */
const refused = (commands: readonly CommandRequest[], problem: Problem): CommandResult[] =>
  commands.map(({ id = '', stream = '' }) => ({ commandId: id, stream, status: 'failed', problem }));

const categoryOf = (type: string): Category => commandDefinitions.get(type)!.category;
