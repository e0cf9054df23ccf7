import {
  AppendTurns,
  StartThread,
  type CommandResult,
  type ContextRequest,
  type ContextView,
  type Page,
  type ThreadsQuery,
  type ThreadView,
  type Turn,
  type TurnsQuery,
  type TurnView,
} from '@skein/contracts';
import type { CommandSender } from '../commands/command-sender.ts';
import type { SendOptions } from '../commands/send-options.ts';
import { path, type Query } from '../http/query.ts';
import { Listing } from '../reads/listing.ts';
import type { Reader } from '../reads/reader.ts';

/** Conversations that agents keep and share. */
export class Threads {
  readonly #sender: CommandSender;
  readonly #reader: Reader;

  constructor(sender: CommandSender, reader: Reader) {
    this.#sender = sender;
    this.#reader = reader;
  }

  /** Starts one; its id is the result's `stream`: `options.stream`, or one that follows from the command's id. */
  start(input: Parameters<typeof StartThread>[0], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(StartThread(input), options);
  }

  /** Adds 1 to 100 turns at the end, together. */
  append(thread: string, turns: Turn | Turn[], options: SendOptions = {}): Promise<CommandResult> {
    return this.#sender.send(AppendTurns({ turns: Array.isArray(turns) ? turns : [turns] }), { ...options, stream: thread });
  }

  /** Throws `thread.unknown`. */
  get(thread: string): Promise<ThreadView> {
    return this.#get(thread, path`/v1/threads/${thread}`);
  }

  list(query: ThreadsQuery = {}): Listing<ThreadView> {
    return new Listing((cursor) =>
      this.#reader.get('/v1/threads', { ...query, cursor: cursor ?? query.cursor } as Query, { category: 'memory' }),
    );
  }

  /** The turns from number `from` (default 1), oldest first. */
  turns(thread: string, { from = 1, limit = 100, ...query }: TurnsQuery = {}): Listing<TurnView> {
    return new Listing(async (cursor) => {
      const first = Number(cursor ?? from);
      const { items } = await this.#get<Page<TurnView>>(thread, path`/v1/threads/${thread}/turns`, {
        ...query,
        from: first,
        limit,
      } as Query);
      const last = items.at(-1);
      return { items, ...(last && items.length >= Number(limit) ? { next: String(last.number + 1) } : {}) };
    });
  }

  /** As much of the thread as fits into `tokens`: the newest turns, and older ones that fit the query. */
  context(thread: string, request: ContextRequest): Promise<ContextView> {
    return this.#reader.ask(path`/v1/threads/${thread}/context`, request);
  }

  #get<T>(thread: string, at: string, query: Query = {}): Promise<T> {
    return this.#reader.get<T>(at, query, { category: 'memory', stream: thread });
  }
}
