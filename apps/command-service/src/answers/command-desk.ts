import { isProblemCode, SkeinError, type Category, type CommandResult, type Wait } from '@skein/contracts';
import type { Outcome } from '@skein/log';
import type { CheckedCommand } from '../door/checked-command.ts';
import type { CommandsTopic } from '../forward/commands-topic.ts';
import type { Answer, OwnedPartition } from '../owner/owned-partition.ts';
import { failedResult, outcomeUnknown, pendingResult, resultOfOutcome } from './command-results.ts';
import { PendingResults } from './pending-results.ts';
import type { ResultWatch } from './result-watch.ts';
import { SentOn } from './sent-on.ts';

export interface DeskOptions {
  wait: Wait;
  /** How long callers wait, in milliseconds. */
  timeoutMs: number;
}

// Given each time: without a reason of ours an exception with a stack of its own is made.
const tooLate = new Error('the time of the callers is over');

interface Asked {
  command: CheckedCommand;
  /** Among those of its request. */
  place: number;
}

interface Request<W extends Wait = Wait> {
  wait: W;
  deadline: AbortSignal;
  pending: PendingResults;
}

type OwnRequest = Request<'logged' | 'stored'>;

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
  submit(commands: readonly CheckedCommand[], options: DeskOptions): Promise<CommandResult[]> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(tooLate), options.timeoutMs);
    const pending = new PendingResults(commands.length);
    // A time-out that nobody waits for would still have to come, for each request.
    const stop = () => clearTimeout(timer);
    pending.all.then(stop, stop);
    const asked = commands.map((command, place) => ({ command, place }));
    for (const group of Map.groupBy(asked, ({ command: { category, partition } }) => `${category}/${partition}`).values()) {
      const { category, partition } = group[0]!.command;
      const owner = options.wait === 'accepted' ? undefined : this.owned(category, partition);
      if (owner) this.#decideHere(owner, group, { wait: options.wait === 'logged' ? 'logged' : 'stored', deadline: late.signal, pending });
      else this.#sendOn(group, { wait: options.wait, deadline: late.signal, pending });
    }
    return pending.all;
  }

  #decideHere(owner: OwnedPartition, group: readonly Asked[], request: OwnRequest): void {
    const { wait, deadline, pending } = request;
    const refusal = this.#refusalOf(owner, group.length);
    if (refusal) {
      for (const { command, place } of group) pending.tell(place, failedResult(command, refusal));
      return;
    }
    const refs = owner.take(
      group.map(({ command, place }) => ({
        command,
        wait,
        answer: (answer) => {
          if (pending.isTaken(place)) return; // its caller has gone: nothing more is sent for it
          if (answer.kind === 'outcome') pending.tell(place, resultOfOutcome(command, answer.outcome, answer.durable));
          else if (answer.kind === 'refused') pending.tell(place, refusedResult(command, answer));
          else pending.tellLater(place, this.#handedOver(command, answer.outcome, request));
        },
      })),
    );
    const tellLate = () => {
      group.forEach(({ command, place }, index) => {
        if (pending.isTaken(place)) return;
        const outcome = owner.shell.finalOutcome(refs[index]!);
        pending.tell(place, outcome ? resultOfOutcome(command, outcome, 'logged') : failedResult(command, outcomeUnknown(command)));
      });
    };
    deadline.addEventListener('abort', tellLate, { once: true });
  }

  #refusalOf({ category, partition, shell }: OwnedPartition, more: number): SkeinError | undefined {
    if (shell.parkedBecause) {
      const why = `Partition ${category}/${partition} is parked (${shell.parkedBecause}); an operator must act.`;
      return new SkeinError('log.parked', why, { because: shell.parkedBecause });
    }
    return shell.backlog + more > this.queueLimit ? busy() : undefined;
  }

  async #handedOver(command: CheckedCommand, outcome: Outcome | undefined, { wait, deadline }: OwnRequest): Promise<CommandResult> {
    if (!outcome) return this.#sendOnAgain(command, wait, deadline);
    return resultOfOutcome(command, outcome, (await this.results.wait(command, deadline)) ? 'stored' : 'logged');
  }

  /** It may have been appended here before the partition was lost: a failure now is no proof that it has no outcome. */
  async #sendOnAgain(command: CheckedCommand, wait: Wait, deadline: AbortSignal): Promise<CommandResult> {
    const pending = new PendingResults(1);
    this.#sendOn([{ command, place: 0 }], { wait, deadline, pending });
    const [result] = (await pending.all) as [CommandResult];
    return result.problem?.code === 'service.unavailable' || result.problem?.code === 'service.busy'
      ? failedResult(command, outcomeUnknown(command))
      : result;
  }

  #sendOn(group: readonly Asked[], { wait, deadline, pending }: Request): void {
    if (this.#sentOn + group.length > this.queueLimit) {
      for (const { command, place } of group) pending.tell(place, failedResult(command, busy()));
      return;
    }
    this.#sentOn += group.length;
    const sent = this.topic.append(group.map(({ command }) => command));
    const results = group.map(async ({ command }) => {
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
    group.forEach(({ place }, index) => pending.tellLater(place, results[index]!));
    void Promise.allSettled(results).then(() => (this.#sentOn -= group.length));
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
