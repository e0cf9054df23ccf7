import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Agent, type Dispatcher } from 'undici';
import { answerInDoubt, inDoubt } from './answer-in-doubt.ts';
import { isCommand, mayRepeat, wasNeverSent } from './upstream-repeat.ts';
import type { UpstreamReplica } from './upstream-replica.ts';
import type { UpstreamService } from './upstream-service.ts';

/** A poll may last 60 s before its first byte; a little more, so that the service ends it and not we. */
const HEADERS_TIMEOUT_MS = 70_000;
/** Services are near: one that does not take a connection in this time is down. */
const CONNECT_TIMEOUT_MS = 2_000;

type Callback = (error: Error | null, data: Dispatcher.ResponseData) => void;

interface Caller {
  gone: AbortSignal;
  service: UpstreamService;
}

/**
 * Kept-alive connections to the services, as many as callers have requests under way: a limit of our own would let
 * waiting polls keep commands out. A request ends when its caller goes away, so that nobody's poll takes offers. What a replica
 * certainly has not taken, or what may be done twice, goes to the next replica when that one fails; that commands may have been taken before
 * is not forgotten.
 */
export class ServiceAgent {
  readonly #agent = new Agent({
    connections: null,
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });
  readonly #caller = new AsyncLocalStorage<Caller>();

  /** Like the agent's own, for the caller of {@link onBehalfOf}. */
  readonly request = ((options: Dispatcher.RequestOptions, callback: Callback) => {
    const caller = this.#caller.getStore();
    const replicas = caller?.service.inTurn() ?? [];
    if (!caller || replicas.length < 2) return this.#agent.request({ ...options, signal: caller?.gone }, callback);
    void this.#toOneOf(replicas, options, caller.gone).then(
      (data) => callback(null, data),
      (error: Error) => callback(error, undefined as never),
    );
  }) as Dispatcher['request'];

  /** Requests made inside `work` go to a replica of the service, and end when `gone` is aborted. */
  onBehalfOf<T>(gone: AbortSignal, service: UpstreamService, work: () => T): T {
    return this.#caller.run({ gone, service }, work);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #toOneOf(replicas: readonly UpstreamReplica[], options: Dispatcher.RequestOptions, gone: AbortSignal) {
    const body = await kept(options);
    const whole = body instanceof Readable ? undefined : body;
    const isOnce = body instanceof Readable;
    const asked = { method: options.method, path: options.path, headers: options.headers as IncomingHttpHeaders };
    const repeatable = mayRepeat(asked, whole);
    let answer: Dispatcher.ResponseData | undefined;
    let mayBeTaken = false;
    for (const replica of replicas.slice(0, -1)) {
      const { dead, end } = replica.begin();
      try {
        const signal = repeatable ? AbortSignal.any([gone, dead]) : gone;
        const { data, away } = await turnedAway(await this.#agent.request({ ...options, body, origin: replica.origin, signal }));
        if (away) replica.lost();
        else replica.heard();
        if (!away || isOnce) answer = data;
      } catch (error) {
        if (gone.aborted) throw error;
        replica.lost();
        if (!(repeatable || (wasNeverSent(error) && !isOnce))) throw error;
        mayBeTaken ||= isCommand(asked) && !wasNeverSent(error);
      } finally {
        end();
      }
      if (answer) break;
    }
    try {
      answer ??= await this.#toTheLast(replicas.at(-1)!, { ...options, body }, gone);
    } catch (error) {
      throw mayBeTaken && !gone.aborted ? inDoubt(error) : error;
    }
    return mayBeTaken ? answerInDoubt(answer) : answer;
  }

  async #toTheLast(replica: UpstreamReplica, options: Dispatcher.RequestOptions, gone: AbortSignal): Promise<Dispatcher.ResponseData> {
    try {
      const data = await this.#agent.request({ ...options, origin: replica.origin, signal: gone });
      replica.heard();
      return data;
    } catch (error) {
      if (!gone.aborted) replica.lost();
      throw error;
    }
  }
}

/** Bodies that fit into memory are kept, so that they can be sent again; artifacts go through as they come. */
async function kept({ body, headers }: Dispatcher.RequestOptions): Promise<Readable | Buffer | undefined> {
  if (!(body instanceof Readable)) return undefined; // what is passed on comes as a stream, or has no body
  const type = (headers as IncomingHttpHeaders)['content-type'];
  return type?.startsWith('application/octet-stream') ? body : buffer(body);
}

/** Whether the service has said that it stops, and so has not taken the request. */
async function turnedAway(data: Dispatcher.ResponseData): Promise<{ data: Dispatcher.ResponseData; away: boolean }> {
  if (data.statusCode !== 503) return { data, away: false };
  const said = await buffer(data.body);
  const again = Readable.from([said]) as Dispatcher.ResponseData['body'];
  return { data: { ...data, body: again }, away: said.includes('"service.not-ready"') };
}
