import { Approve, Escalate, Reject, RequestApproval, type ApprovalsQuery, type ApprovalView, type CommandResult } from '@skein/contracts';
import type { CommandSender } from '../commands/command-sender.ts';
import type { SendOptions } from '../commands/send-options.ts';
import type { Query } from '../http/query.ts';
import { Listing } from '../reads/listing.ts';
import type { Reader } from '../reads/reader.ts';

/** Gates that people open or close. */
export class Approvals {
  readonly #sender: CommandSender;
  readonly #reader: Reader;

  constructor(sender: CommandSender, reader: Reader) {
    this.#sender = sender;
    this.#reader = reader;
  }

  list(query: ApprovalsQuery = {}): Listing<ApprovalView> {
    const after = { category: 'workflow', stream: query.workflow } as const;
    return new Listing((cursor) => this.#reader.get('/v1/approvals', { ...query, cursor: cursor ?? query.cursor } as Query, after));
  }

  /** Opens a gate: no step of the workflow can be claimed until it is granted. */
  request(workflow: string, gate: Parameters<typeof RequestApproval>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(RequestApproval(gate), { ...options, stream: workflow });
  }

  /** Votes for the gate. Needs a key with the scope `approve` and one of the gate's roles. */
  approve(workflow: string, gate: string, justification?: string, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(Approve({ gate, justification }), { ...options, stream: workflow });
  }

  /** Votes against the gate, which ends the workflow. */
  reject(workflow: string, gate: string, reason: string, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(Reject({ gate, reason }), { ...options, stream: workflow });
  }

  /** Hands the gate to other roles. Needs what a vote needs. */
  escalate(workflow: string, to: Parameters<typeof Escalate>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(Escalate(to), { ...options, stream: workflow });
  }
}
