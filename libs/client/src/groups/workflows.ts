import {
  Annotate,
  CancelWorkflow,
  PauseWorkflow,
  RecordUsage,
  ResumeWorkflow,
  RetryFrom,
  Signal,
  StartWorkflow,
  type CommandResult,
  type EventsQuery,
  type Page,
  type StepView,
  type StoredEvent,
  type TimelineEntry,
  type UsageReport,
  type WorkflowsQuery,
  type WorkflowView,
} from '@skein/contracts';
import type { CommandSender } from '../commands/command-sender.ts';
import type { SendOptions } from '../commands/send-options.ts';
import type { HttpDoor } from '../http/http-door.ts';
import { path, type Query } from '../http/query.ts';
import { eventListing } from '../reads/event-listing.ts';
import { Listing } from '../reads/listing.ts';
import type { ReadOptions, Reader } from '../reads/reader.ts';
import { waitForWorkflow, type WaitForOptions } from '../reads/wait-for-workflow.ts';

type StartInput = Parameters<typeof StartWorkflow>[0];

/** Workflows: starting, steering and reading them. */
export class Workflows {
  readonly #sender: CommandSender;
  readonly #reader: Reader;
  readonly #door: HttpDoor;

  constructor(sender: CommandSender, reader: Reader, door: HttpDoor) {
    this.#sender = sender;
    this.#reader = reader;
    this.#door = door;
  }

  /** Starts one; its id is the result's `stream`: `options.stream`, or one that follows from the command's id. */
  start(input: StartInput, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(StartWorkflow(input), options);
  }

  pause(workflow: string, reason?: string, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(PauseWorkflow({ reason }), { ...options, stream: workflow });
  }

  resume(workflow: string, reason?: string, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(ResumeWorkflow({ reason }), { ...options, stream: workflow });
  }

  cancel(workflow: string, reason?: string, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(CancelWorkflow({ reason }), { ...options, stream: workflow });
  }

  /** Takes a failed workflow up again: what was not completed runs again, and so do `from.step` and all that depends on it. */
  retry(workflow: string, from: Parameters<typeof RetryFrom>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(RetryFrom(from), { ...options, stream: workflow });
  }

  /** Tells the workflow of something that happened outside. */
  signal(workflow: string, signal: Parameters<typeof Signal>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(Signal(signal), { ...options, stream: workflow });
  }

  /** Counts tokens and cost (millionths of a US dollar) beside what completed steps report themselves. */
  recordUsage(workflow: string, used: Parameters<typeof RecordUsage>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(RecordUsage(used), { ...options, stream: workflow });
  }

  /** Adds a note, also to a closed workflow; `about` is the id of an event. */
  annotate(workflow: string, note: { text: string; about?: string }, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(Annotate(note), { ...options, stream: workflow });
  }

  /** Status, counters and open steps. Throws `workflow.unknown`. */
  async get(workflow: string, options: ReadOptions = {}): Promise<WorkflowView> {
    const view = await this.#get<WorkflowView>(workflow, path`/v1/workflows/${workflow}`, {}, options);
    this.#reader.note(view.id, view.position);
    return view;
  }

  list(query: WorkflowsQuery = {}): Listing<WorkflowView> {
    return new Listing((cursor) =>
      this.#reader.get('/v1/workflows', { ...query, cursor: cursor ?? query.cursor } as Query, { category: 'workflow' }),
    );
  }

  /** All steps, the closed ones too. */
  steps(workflow: string): Listing<StepView> {
    return new Listing((cursor) => this.#get<Page<StepView>>(workflow, path`/v1/workflows/${workflow}/steps`, { cursor }));
  }

  /** The history, oldest first. */
  events(workflow: string, query: EventsQuery = {}): Listing<StoredEvent> {
    return eventListing<StoredEvent>(
      (more) => this.#get(workflow, path`/v1/workflows/${workflow}/events`, { ...query, ...more } as Query),
      query,
    );
  }

  /** The history as lines for people, oldest first. */
  timeline(workflow: string, query: Pick<EventsQuery, 'from' | 'limit'> = {}): Listing<TimelineEntry> {
    return eventListing<TimelineEntry>(
      (more) => this.#get(workflow, path`/v1/workflows/${workflow}/timeline`, { ...query, ...more } as Query),
      query,
    );
  }

  /** Tokens and cost: all, and by agent, model and step. */
  usage(workflow: string): Promise<UsageReport> {
    return this.#get(workflow, path`/v1/workflows/${workflow}/usage`);
  }

  /** The folded state: the newest, or that at a version or a time (ISO 8601). */
  state(workflow: string, at: { version?: number; at?: string } = {}): Promise<Record<string, unknown>> {
    return this.#get(workflow, path`/v1/workflows/${workflow}/state`, at);
  }

  /** Resolves when `until` is true of the workflow; by default when it is closed. Throws `service.unavailable` after `timeoutMs`. */
  waitFor(workflow: string, until?: (view: WorkflowView) => boolean, options: WaitForOptions = {}): Promise<WorkflowView> {
    return waitForWorkflow(this.#door, (signal) => this.get(workflow, { signal }), workflow, until, options);
  }

  #get<T>(workflow: string, at: string, query: Query = {}, options: ReadOptions = {}): Promise<T> {
    return this.#reader.get<T>(at, query, { category: 'workflow', stream: workflow }, options);
  }
}
