import { ClaimStep, CompleteStep, ExtendLease, FailStep, ScheduleStep, SkeinError, type CommandResult } from '@skein/contracts';
import type { CommandSender } from '../commands/command-sender.ts';
import type { SendOptions } from '../commands/send-options.ts';

/** A step that is held: `fence` proves it until the lease ends. */
export interface ClaimedStep {
  step: string;
  attempt: number;
  fence: number;
  /** ISO 8601, by the server's clock. */
  leaseUntil: string;
  /** Where the attempt ends whatever leases are extended. */
  runUntil?: string;
  result: CommandResult;
}

/** The steps of workflows, one by one. `client.work` does all of this by itself. */
export class Steps {
  readonly #sender: CommandSender;

  constructor(sender: CommandSender) {
    this.#sender = sender;
  }

  schedule(workflow: string, plan: Parameters<typeof ScheduleStep>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(ScheduleStep(plan), { ...options, stream: workflow });
  }

  /** Takes a runnable step for `leaseMs` (default 30,000). Throws {@link CommandRejected} (`step.not-runnable` …) when it cannot be had. */
  async claim(workflow: string, claim: Parameters<typeof ClaimStep>[0], options: SendOptions = {}): Promise<ClaimedStep> {
    const result = await this.#sender.send(ClaimStep(claim), { ...options, stream: workflow });
    const made = result.events?.find(({ type }) => type === 'workflow.step-claimed')?.answer;
    if (!made) {
      const { commandId, status } = result;
      throw new SkeinError(
        'command.outcome-unknown',
        `The claim of step ${claim.step} is ${status}: its fence is not known yet. Claim again with the same id.`,
        {
          commandId,
        },
      );
    }
    return { step: claim.step, ...(made as Pick<ClaimedStep, 'attempt' | 'fence' | 'leaseUntil' | 'runUntil'>), result };
  }

  /** Keeps the lease for `leaseMs` from now. Throws {@link CommandRejected} `step.lease-stale` when it was lost. */
  extend(workflow: string, lease: Parameters<typeof ExtendLease>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(ExtendLease(lease), { ...options, stream: workflow });
  }

  complete(workflow: string, completion: Parameters<typeof CompleteStep>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(CompleteStep(completion), { ...options, stream: workflow });
  }

  /** Ends this attempt; the step's retry policy says whether there is another one. */
  fail(workflow: string, failure: Parameters<typeof FailStep>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(FailStep(failure), { ...options, stream: workflow });
  }
}
