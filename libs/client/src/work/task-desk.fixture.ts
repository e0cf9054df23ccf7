import { problemOf, type CommandRequest, type CommandResult, type ProblemCode, type TaskOffer } from '@skein/contracts';
import { answerJson, StandInServer, type SeenRequest } from '../fixtures/stand-in-server.fixture.ts';

type Step = Record<string, unknown> & { step: string };

/** The other end of a worker's wire: offers steps, and answers commands as a test says. */
export class TaskDesk {
  readonly commands: (CommandRequest & { data: Step })[] = [];
  readonly server: StandInServer;
  /** Rejects a command with this code instead of applying it. */
  reject: (command: CommandRequest & { data: Step }) => ProblemCode | undefined = () => undefined;
  /** Answers polls with this problem for so many times. */
  failPolls: { times: number; code: ProblemCode } = { times: 0, code: 'service.unavailable' };
  polls = 0;
  #offers: TaskOffer[] = [];
  #heldPoll: (() => void) | undefined;
  #fence = 0;
  readonly #watching = new Set<() => void>();

  constructor() {
    this.server = new StandInServer((request, response) => {
      if (request.url.startsWith('/v1/tasks/poll')) return this.#poll(request, (body, status) => answerJson(response, body, status));
      const { commands } = JSON.parse(request.body) as { commands: (CommandRequest & { data: Step })[] };
      answerJson(response, { results: commands.map((command) => this.#decide(command)) });
    });
  }

  offer(...steps: string[]): void {
    const offer = { workflow: 'w1', capability: 'test', attempt: 1, priority: 0, position: 'workflow:0:1' };
    this.#offers.push(...steps.map((step) => ({ ...offer, step, input: { for: step } })));
    this.#heldPoll?.();
  }

  /** Resolves when as many commands of the type have come. */
  async seen(type: string, count = 1): Promise<(CommandRequest & { data: Step })[]> {
    const found = () => this.commands.filter((command) => command.type === `workflow.${type}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => found().length >= count && resolve();
    this.#watching.add(check);
    check();
    await promise;
    return found();
  }

  #poll({ body }: SeenRequest, answer: (body: unknown, status?: number) => void): void {
    this.polls++;
    if (this.failPolls.times-- > 0) return answer(problemOf(this.failPolls.code), 503);
    const { max } = JSON.parse(body) as { max: number };
    const give = () => {
      this.#heldPoll = undefined;
      answer({ tasks: this.#offers.splice(0, max) });
    };
    if (this.#offers.length > 0) give();
    else this.#heldPoll = give;
  }

  #decide(command: CommandRequest & { data: Step }): CommandResult {
    const code = this.reject(command);
    this.commands.push(command);
    for (const check of this.#watching) check();
    const result = { commandId: command.id!, stream: command.stream!, version: 1, position: 'workflow:0:2' };
    if (code) return { ...result, status: 'rejected', problem: problemOf(code) };
    if (command.type !== 'workflow.claim-step') return { ...result, status: 'applied', events: [] };
    const answer = { attempt: 1, fence: ++this.#fence, leaseUntil: new Date(0).toISOString() };
    return { ...result, status: 'applied', events: [{ id: command.id!, type: 'workflow.step-claimed', version: 1, answer }] };
  }
}
