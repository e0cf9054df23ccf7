import { SkeinError, type CommandResult, type Fact, type Wait } from '@skein/contracts';
import { Backoff } from '../http/backoff.ts';
import type { HttpDoor } from '../http/http-door.ts';
import { path } from '../http/query.ts';
import { errorOfProblem, retryAfterOf } from '../http/problem-error.ts';
import type { SeenPositions } from '../reads/seen-positions.ts';
import { CommandBatcher, defaultBatchLimits, type BatchLimits } from './command-batcher.ts';
import { CommandRejected } from './command-rejected.ts';
import { outgoingCommand, type OutgoingCommand } from './outgoing-command.ts';
import type { SendOptions } from './send-options.ts';

// Longer would make one lost answer cost too much of the caller's time; the command is simply sent again.
const LONGEST_ATTEMPT_MS = 10_000;

/** Sends commands until their outcome is known, each with one id however often it is sent. */
export class CommandSender {
  readonly #door: HttpDoor;
  readonly #seen: SeenPositions;
  readonly #timeoutMs: number;
  readonly #batchers: Readonly<Record<Wait, CommandBatcher>>;

  constructor(door: HttpDoor, seen: SeenPositions, timeoutMs: number, batch: Partial<BatchLimits> = {}) {
    this.#door = door;
    this.#seen = seen;
    this.#timeoutMs = timeoutMs;
    const batcher = (wait: Wait) => new CommandBatcher(door, wait, { ...defaultBatchLimits, ...batch });
    this.#batchers = { accepted: batcher('accepted'), logged: batcher('logged'), stored: batcher('stored') };
  }

  /** As {@link trySend}, but a rejection is thrown as {@link CommandRejected}. */
  async send(command: Fact, options: SendOptions = {}): Promise<CommandResult> {
    const result = await this.trySend(command, options);
    if (result.status === 'rejected') throw new CommandRejected(result);
    return result;
  }

  /**
   * Resolves to what became of the command: `applied`, `unchanged`, `rejected`, or `pending` when the time is over, or `accepted` was
   * asked for, and it will still be decided. Throws a {@link SkeinError} when the command was not taken; `command.outcome-unknown` when
   * nobody can say: send it again with the id in the error's facts.
   */
  async trySend(command: Fact, options: SendOptions = {}): Promise<CommandResult> {
    const outgoing = outgoingCommand(command, options);
    const end = performance.now() + (options.timeoutMs ?? this.#timeoutMs);
    const course = new Course(outgoing);
    for (const backoff = new Backoff({ firstMs: 50, limitMs: 2_000 }); ;) {
      const result = await this.#attempt(outgoing, course, end);
      if (result && (result.status !== 'pending' || outgoing.wait === 'accepted')) {
        this.#seen.note(result.stream, result.position, 'written');
        return result;
      }
      const wait = backoff.next(course.retryAfterMs);
      if (performance.now() + wait >= end) return course.end();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Resolves to `undefined` when another attempt may help; throws when none will. */
  async #attempt(outgoing: OutgoingCommand, course: Course, end: number): Promise<CommandResult | undefined> {
    const leftMs = Math.max(1, end - performance.now());
    try {
      if (course.pending) return await this.#lookUp(course.pending, outgoing.category, leftMs);
      const sent = this.#batchers[outgoing.wait].send(outgoing, Math.min(leftMs, LONGEST_ATTEMPT_MS));
      const result = await within(leftMs, sent, outgoing.id);
      if (result.status === 'failed') throw errorOfFailed(result);
      if (result.status === 'pending') course.pending = result;
      return result;
    } catch (error) {
      course.note(error);
      return undefined;
    }
  }

  async #lookUp({ stream, commandId }: CommandResult, category: string, leftMs: number): Promise<CommandResult | undefined> {
    try {
      return await this.#door.json<CommandResult>({
        path: path`/v1/workflows/${stream}/commands/${commandId}`,
        query: category === 'workflow' ? {} : { category },
        timeoutMs: Math.min(leftMs, LONGEST_ATTEMPT_MS),
      });
    } catch (error) {
      if (error instanceof SkeinError && (error.code === 'command.unknown' || error.retriable)) return undefined;
      throw error;
    }
  }
}

/** What the attempts at one command have shown so far. */
class Course {
  pending: CommandResult | undefined;
  retryAfterMs = 0;
  readonly #command: OutgoingCommand;
  #last: SkeinError | undefined;
  #inDoubt = false;

  constructor(command: OutgoingCommand) {
    this.#command = command;
  }

  /** Throws on what no further attempt can change. */
  note(error: unknown): void {
    if (!(error instanceof SkeinError) || !error.retriable) throw error;
    this.#last = error;
    this.retryAfterMs = retryAfterOf(error);
    if (error.code === 'command.outcome-unknown' || error.facts.reached === true) this.#inDoubt = true;
  }

  end(): CommandResult {
    if (this.pending) return this.pending;
    if (!this.#inDoubt && this.#last) throw this.#last;
    throw outcomeUnknown(this.#command.id, this.#last);
  }
}

function errorOfFailed({ problem, commandId, stream }: CommandResult): SkeinError {
  if (problem) return errorOfProblem(problem, { commandId, stream });
  return new SkeinError('service.failed', 'The command was not taken, and the server did not say why.', { commandId, stream });
}

function outcomeUnknown(commandId: string, cause?: unknown): SkeinError {
  const message = `The outcome of command ${commandId} is not known: no answer came in time. Send it again with the same id.`;
  return new SkeinError('command.outcome-unknown', message, { commandId }, { cause });
}

/** A command waits for its own time only, whatever else travels in its request. */
function within(ms: number, sent: Promise<CommandResult>, id: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(outcomeUnknown(id)), ms);
    sent.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error as Error);
      },
    );
  });
}
