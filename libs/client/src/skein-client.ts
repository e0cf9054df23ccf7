import {
  SkeinError,
  type CommandResult,
  type Fact,
  type PackRequest,
  type PackResponse,
  type SearchRequest,
  type SearchResponse,
} from '@skein/contracts';
import type { BatchLimits } from './commands/command-batcher.ts';
import { CommandSender } from './commands/command-sender.ts';
import type { SendOptions } from './commands/send-options.ts';
import { liveEvents, type LiveEvent, type LiveOptions } from './events/event-stream.ts';
import { Agents } from './groups/agents.ts';
import { Approvals } from './groups/approvals.ts';
import { Artifacts } from './groups/artifacts.ts';
import { DeadLetters } from './groups/dead-letters.ts';
import { IndexReads } from './groups/index-reads.ts';
import { LogReads } from './groups/log-reads.ts';
import { Steps } from './groups/steps.ts';
import { Threads } from './groups/threads.ts';
import { Workflows } from './groups/workflows.ts';
import { HttpDoor } from './http/http-door.ts';
import { clientEnvironment } from './local/environment.config.ts';
import { localRun } from './local/local-run.ts';
import { Reader, type ReadOptions } from './reads/reader.ts';
import { SeenPositions } from './reads/seen-positions.ts';
import type { TaskHandler } from './work/task.ts';
import { TaskWorker } from './work/task-worker.ts';
import type { WorkOptions } from './work/work-options.ts';

export interface ClientOptions {
  /** Address of the gateway. */
  url: string;
  /** API key. */
  key: string;
  /** For all attempts of one command or read together, in ms. Default 30,000. */
  timeoutMs?: number;
  /** Whether reads show at least what this client has written and seen. Default true. */
  readYourWrites?: boolean;
  /** How commands travel together; default 128 in a request, 8 requests under way. */
  batch?: Partial<BatchLimits>;
}

/**
 * The way into Skein for programs: typed commands and reads over HTTP. Holds nothing that needs closing. Everything it throws is a
 * {@link SkeinError}; what may succeed later is tried again, with the same id, until `timeoutMs` is over.
 */
export class SkeinClient {
  readonly workflows: Workflows;
  readonly steps: Steps;
  readonly approvals: Approvals;
  readonly agents: Agents;
  readonly threads: Threads;
  readonly artifacts: Artifacts;
  readonly log: LogReads;
  readonly deadLetters: DeadLetters;
  readonly index: IndexReads;
  readonly #door: HttpDoor;
  readonly #sender: CommandSender;
  readonly #reader: Reader;
  readonly #seen = new SeenPositions();

  constructor({ url, key, timeoutMs = 30_000, readYourWrites = true, batch }: ClientOptions) {
    if (!URL.canParse(url))
      throw new SkeinError('request.invalid', `"${url}" is no address. Give one such as http://127.0.0.1:7300.`, { url });
    if (!key) throw new SkeinError('identity.key-missing', 'The client has no API key. Give it as "key", or set SKEIN_API_KEY.');
    this.#door = new HttpDoor(url, key);
    this.#sender = new CommandSender(this.#door, this.#seen, timeoutMs, batch);
    this.#reader = new Reader(this.#door, readYourWrites ? this.#seen : undefined, timeoutMs);
    this.workflows = new Workflows(this.#sender, this.#reader, this.#door);
    this.steps = new Steps(this.#sender);
    this.approvals = new Approvals(this.#sender, this.#reader);
    this.agents = new Agents(this.#sender, this.#reader);
    this.threads = new Threads(this.#sender, this.#reader);
    this.artifacts = new Artifacts(this.#reader);
    this.log = new LogReads(this.#reader);
    this.deadLetters = new DeadLetters(this.#reader);
    this.index = new IndexReads(this.#reader);
  }

  /**
   * A client of the deployment that `SKEIN_URL` and `SKEIN_API_KEY` name, else of the local stack that runs in `home` (default:
   * `SKEIN_HOME`, else the nearest `.skein` upwards). Throws `service.unavailable` when none is running.
   */
  static local(home?: string, options: Partial<ClientOptions> = {}): SkeinClient {
    const { url, key } = clientEnvironment();
    if (url && home === undefined) return new SkeinClient({ url, key: key ?? '', ...options });
    const run = localRun(home);
    return new SkeinClient({ url: run.gateway, key: key ?? run.key, ...options });
  }

  /**
   * Sends a command until its outcome is known. Resolves to `applied`, `unchanged`, or `pending` when the time is over (or `wait` is
   * `accepted`) and it will still be decided. Throws `CommandRejected` when the answer is no, `command.outcome-unknown` when nobody can
   * say. What is sent in the same turn travels in one request. Commands sent without waiting for each other may be decided in any order.
   */
  send(command: Fact, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(command, options);
  }

  /** As {@link send}, but a rejection is an answer like others: `status: 'rejected'` with its `problem`. */
  trySend(command: Fact, options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.trySend(command, options);
  }

  /** Searches what has been indexed, and at least the work that this client has done. */
  search(request: SearchRequest | string, options: ReadOptions = {}): Promise<SearchResponse> {
    return this.#ask('/v1/search', typeof request === 'string' ? { query: request } : request, options);
  }

  /** What a search finds, packed for a language model: cited, without repetition, and never over `tokens`. At least the work that this client has done. */
  context(request: PackRequest | string, options: ReadOptions = {}): Promise<PackResponse> {
    return this.#ask('/v1/context', typeof request === 'string' ? { query: request } : request, options);
  }

  /** Events as they become history, from now on or after a cursor, through all interruptions. For people; programs that must miss nothing use `subscribe`. */
  events(options: LiveOptions = {}): AsyncGenerator<LiveEvent, void, undefined> {
    return liveEvents(this.#door, options);
  }

  /**
   * Works on steps for agents: polls, claims, renews leases at a third of them, completes with what the handler returns, fails with what
   * it throws. Goes on through all interruptions until `stop`.
   */
  work(options: WorkOptions, handler: TaskHandler): TaskWorker {
    return new TaskWorker(this.#door, this.steps, options, handler);
  }

  #ask<Answer>(path: string, asked: { minPosition?: string }, options: ReadOptions): Promise<Answer> {
    const minPosition = asked.minPosition ?? this.#reader.minPosition({ category: 'workflow' });
    return this.#reader.ask(path, { ...asked, minPosition }, options);
  }
}
