import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, type Dispatcher } from 'undici';

/** A poll may last 60 s before its first byte; a little more, so that the service ends it and not we. */
const HEADERS_TIMEOUT_MS = 70_000;
/** Services are near: one that does not take a connection in this time is down. */
const CONNECT_TIMEOUT_MS = 2_000;

type Callback = (error: Error | null, data: Dispatcher.ResponseData) => void;

/**
 * Kept-alive connections to the services, as many as callers have requests under way: a limit of our own would let
 * waiting polls keep commands out. A request ends when its caller goes away, so that nobody's poll takes offers.
 */
export class ServiceAgent {
  readonly #agent = new Agent({
    connections: null,
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });
  readonly #caller = new AsyncLocalStorage<AbortSignal>();

  /** Like the agent's own, for the caller of {@link onBehalfOf}. */
  readonly request = ((options: Dispatcher.RequestOptions, callback: Callback) =>
    this.#agent.request({ ...options, signal: this.#caller.getStore() }, callback)) as Dispatcher['request'];

  /** Requests made inside `work` end when `gone` is aborted. */
  onBehalfOf<T>(gone: AbortSignal, work: () => T): T {
    return this.#caller.run(gone, work);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
