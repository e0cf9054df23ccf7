import { SkeinError, type StoredEvent } from '@skein/contracts';
import { Backoff } from '../http/backoff.ts';
import type { HttpDoor } from '../http/http-door.ts';
import { retryAfterOf } from '../http/problem-error.ts';
import { sseMessages, type SseMessage } from './sse-messages.ts';

export interface LiveOptions {
  /** Only events of this workflow, thread or agent. */
  stream?: string;
  /** Only events of these types (`workflow.step-completed`). */
  types?: readonly string[];
  /** Goes on after an event that was seen before: the `cursor` it came with. Default: from now on. */
  after?: string;
  /** Ends the iteration. */
  signal?: AbortSignal;
  /** Told of every interruption; the stream goes on by itself where it was. */
  onTrouble?(error: SkeinError): void;
}

export interface LiveEvent {
  event: StoredEvent;
  /** Names this place in the stream, for `after`. */
  cursor: string | undefined;
}

// The server is heard every 15 s, if only to say that it is there.
const SILENT_FOR_MS = 45_000;

/** Events as they become history, through all interruptions, until the signal is aborted. Throws on what waiting cannot change. */
export async function* liveEvents(door: HttpDoor, options: LiveOptions, opened?: () => void): AsyncGenerator<LiveEvent, void, undefined> {
  const { signal, onTrouble } = options;
  const wanted = options.types && new Set(options.types);
  let cursor = options.after;
  for (const backoff = new Backoff(); !signal?.aborted;) {
    try {
      for await (const { id, data } of connection(door, options.stream, cursor, signal, opened)) {
        backoff.reset();
        cursor = id ?? cursor;
        const event = data === undefined ? undefined : (JSON.parse(data) as StoredEvent);
        if (event && (!wanted || wanted.has(event.type))) yield { event, cursor };
      }
    } catch (error) {
      if (signal?.aborted) return;
      const problem = asProblem(error);
      if (!problem.retriable) throw problem;
      onTrouble?.(problem);
      await backoff.pause(signal, retryAfterOf(problem));
      continue;
    }
    await backoff.pause(signal); // the server ended it in order: it stops, and another one will answer
  }
}

/** What one connection says, until it ends, breaks or falls silent. */
async function* connection(
  door: HttpDoor,
  stream: string | undefined,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
  opened: (() => void) | undefined,
): AsyncGenerator<SseMessage, void, undefined> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new SkeinError('service.unavailable', 'The event stream fell silent.')), SILENT_FOR_MS);
  try {
    const body = await door.open({
      path: '/v1/events/stream',
      query: { stream },
      headers: { accept: 'text/event-stream', ...(cursor === undefined ? {} : { 'last-event-id': cursor }) },
      signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
    });
    opened?.();
    yield* sseMessages(body, () => timer.refresh());
  } finally {
    clearTimeout(timer);
  }
}

function asProblem(error: unknown): SkeinError {
  if (error instanceof SkeinError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new SkeinError('service.unavailable', `The event stream broke off: ${why}. It is opened again.`, {}, { cause: error });
}
