import { isProblemCode, SkeinError, type Category, type CommandResult, type Wait } from '@skein/contracts';
import type { CheckedCommand } from '../door/checked-command.ts';
import type { CommandsTopic } from '../forward/commands-topic.ts';
import type { Answer, OwnedPartition } from '../owner/owned-partition.ts';
import { failedResult, outcomeUnknown, pendingResult, resultOfOutcome } from './command-results.ts';
import type { ResultWatch } from './result-watch.ts';
import { SentOn } from './sent-on.ts';

export interface DeskOptions {
  wait: Wait;
  /** How long callers wait, in milliseconds. */
  timeoutMs: number;
}

// Given each time: without a reason of ours an exception with a stack of its own is made.
const tooLate = new Error('the time of the callers is over');

/** Takes commands over any replica: decided here when their partition is owned here, else sent to the owner by way of Kafka. */
export class CommandDesk {
  /** Commands on their way to other owners by way of Kafka, and waited for. */
  #sentOn = 0;
  readonly #elsewhere: SentOn;

  constructor(
    private readonly owned: (category: Category, partition: number) => OwnedPartition | undefined,
    private readonly topic: CommandsTopic,
    private readonly results: ResultWatch,
    private readonly queueLimit: number,
  ) {
    this.#elsewhere = new SentOn(owned, results);
  }

  /** A partition has come or gone here. */
  ownersChanged(): void {
    this.#elsewhere.ownersChanged();
  }

  /** One result per command, in their order; never rejects for a single command's sake. */
  submit(commands: readonly CheckedCommand[], options: DeskOptions): Promise<CommandResult>[] {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(tooLate), options.timeoutMs);
    const deadline = late.signal;
    const results = new Map<CheckedCommand, Promise<CommandResult>>();
    for (const group of Map.groupBy(commands, ({ category, partition }) => `${category}/${partition}`).values()) {
      const owner = options.wait === 'accepted' ? undefined : this.owned(group[0]!.category, group[0]!.partition);
      const own = owner
        ? this.#decideHere(owner, group, options.wait === 'logged' ? 'logged' : 'stored', deadline)
        : this.#sendOn(group, options.wait, deadline);
      group.forEach((command, index) => results.set(command, own[index]!));
    }
    const answers = commands.map((command) => results.get(command)!);
    // A time-out that nobody waits for would still have to come, for each request.
    void Promise.allSettled(answers).then(() => clearTimeout(timer));
    return answers;
  }

  #decideHere(
    owner: OwnedPartition,
    commands: CheckedCommand[],
    wait: 'logged' | 'stored',
    deadline: AbortSignal,
  ): Promise<CommandResult>[] {
    if (owner.shell.parkedBecause) {
      const why = `Partition ${owner.category}/${owner.partition} is parked (${owner.shell.parkedBecause}); an operator must act.`;
      return commands.map((command) =>
        Promise.resolve(failedResult(command, new SkeinError('log.parked', why, { because: owner.shell.parkedBecause }))),
      );
    }
    if (owner.shell.backlog + commands.length > this.queueLimit) {
      return commands.map((command) => Promise.resolve(failedResult(command, busy())));
    }
    const answers = commands.map((command) => ({ command, wait, ...Promise.withResolvers<Answer | undefined>() }));
    const refs = owner.take(answers.map(({ command, resolve }) => ({ command, wait, answer: resolve })));
    deadline.addEventListener('abort', () => answers.forEach((one) => one.resolve(undefined)), { once: true });
    return answers.map(async ({ command, promise }, index) => {
      const answer = await promise;
      if (answer?.kind === 'outcome') return resultOfOutcome(command, answer.outcome, answer.durable);
      if (answer?.kind === 'refused') return refusedResult(command, answer);
      if (answer?.kind === 'handed-over' && !answer.outcome) return this.#sendOnAgain(command, wait, deadline);
      const outcome = answer?.kind === 'handed-over' ? answer.outcome : owner.shell.finalOutcome(refs[index]!);
      if (!outcome) return failedResult(command, outcomeUnknown(command));
      const stored = answer ? await this.results.wait(command, deadline) : undefined;
      return resultOfOutcome(command, outcome, stored ? 'stored' : 'logged');
    });
  }

  /** It may have been appended here before the partition was lost: a failure now is no proof that it has no outcome. */
  async #sendOnAgain(command: CheckedCommand, wait: Wait, deadline: AbortSignal): Promise<CommandResult> {
    const result = await this.#sendOn([command], wait, deadline)[0]!;
    return result.problem?.code === 'service.unavailable' || result.problem?.code === 'service.busy'
      ? failedResult(command, outcomeUnknown(command))
      : result;
  }

  #sendOn(commands: CheckedCommand[], wait: Wait, deadline: AbortSignal): Promise<CommandResult>[] {
    if (this.#sentOn + commands.length > this.queueLimit) return commands.map((command) => Promise.resolve(failedResult(command, busy())));
    this.#sentOn += commands.length;
    const sent = this.topic.append(commands);
    const results = commands.map(async (command) => {
      try {
        await sent;
      } catch (error) {
        if (!(error instanceof SkeinError)) throw error;
        return failedResult(command, error.code === 'command.outcome-unknown' ? outcomeUnknown(command) : error);
      }
      if (wait === 'accepted') return pendingResult(command);
      const answer = await this.#elsewhere.wait(command, wait === 'logged' ? 'logged' : 'stored', deadline);
      if (!answer) return pendingResult(command);
      if (answer.kind === 'refused') return refusedResult(command, answer);
      return resultOfOutcome(command, answer.outcome, answer.durable);
    });
    void Promise.allSettled(results).then(() => (this.#sentOn -= commands.length));
    return results;
  }
}

const refusedResult = (command: CheckedCommand, { code, detail }: Answer & { kind: 'refused' }) =>
  failedResult(command, new SkeinError(code, `${describe(code)} Command ${command.id}.`, detail));

const busy = () => new SkeinError('service.busy', 'The queue is full. Wait a second and send the command again with the same id.');

function describe(code: string): string {
  if (code === 'command.key-reused') return 'The command id was used before with another content. Choose a new id for a new command.';
  if (code === 'command.too-large') return 'The records of this command do not fit into a record batch. Split the command.';
  return isProblemCode(code) ? `${code}.` : 'The command was refused.';
}
