import { Pool } from 'undici';

/** A poll may last 60 s before its first byte; a little more, so that the service ends it and not we. */
const HEADERS_TIMEOUT_MS = 70_000;
/** Services are near: one that does not take a connection in this time is down. */
const CONNECT_TIMEOUT_MS = 2_000;
/** How long a replica that has requests under way may say nothing before it is asked whether it lives. */
const SILENT_MS = 1_000;
const LOOK_EVERY_MS = 500;
const ANSWER_WITHIN_MS = 1_000;

/** What a request gets of the replica that it goes to. */
export interface Attempt {
  /** The answer has begun, or never will. */
  end(): void;
}

/** Called when a replica is found dead while others of its service could answer. */
export type OnDead = (why: Error) => void;

/** One address of a service. It is looked at only while it owes answers or is away; an idle one costs nothing. */
export class UpstreamReplica {
  /**
   * Kept alive, as many as callers have requests under way: a limit of our own would let waiting polls keep commands out.
   */
  readonly connections: Pool;
  #away = false;
  #heardAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** No set: V8 keeps what was in one that lives long (docs/performance.md, "What lives too long"). */
  readonly #attempts: { onDead: OnDead }[] = [];

  constructor(readonly url: string) {
    this.connections = new Pool(new URL(url).origin, {
      connections: null,
      headersTimeout: HEADERS_TIMEOUT_MS,
      bodyTimeout: 0,
      connect: { timeout: CONNECT_TIMEOUT_MS },
    });
  }

  /** Does not answer at the moment. */
  get away(): boolean {
    return this.#away;
  }

  begin(onDead: OnDead): Attempt {
    if (this.#attempts.length === 0) this.#heardAt = performance.now();
    const attempt = { onDead };
    this.#attempts.push(attempt);
    this.#look();
    return { end: () => this.#over(attempt) };
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  /** It refused a connection, broke one, or said that it stops: others are asked until it answers again. */
  lost(): void {
    this.#away = true;
    this.#look();
  }

  stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#away = false;
    this.#attempts.length = 0;
    return this.connections.destroy();
  }

  #over(attempt: { onDead: OnDead }): void {
    const at = this.#attempts.indexOf(attempt);
    if (at >= 0) this.#attempts.splice(at, 1);
  }

  #look(): void {
    this.#timer ??= setTimeout(() => void this.#check(), LOOK_EVERY_MS).unref();
  }

  async #check(): Promise<void> {
    const silent = this.#attempts.length > 0 && performance.now() - this.#heardAt > SILENT_MS;
    if (this.#away || silent) await this.#ask();
    if (!this.#timer) return; // stopped
    this.#timer = undefined;
    if (this.#away || this.#attempts.length > 0) this.#look();
  }

  async #ask(): Promise<void> {
    this.#away = !(await this.#lives());
    if (!this.#away) return this.heard();
    for (const attempt of [...this.#attempts]) attempt.onDead(new Error(`${this.url} does not answer`));
  }

  async #lives(): Promise<boolean> {
    try {
      const answer = await fetch(new URL('/health/live', this.url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      await answer.body?.cancel();
      return answer.status !== 503;
    } catch {
      return false; // whatever it was: nobody can be sent there
    }
  }
}
