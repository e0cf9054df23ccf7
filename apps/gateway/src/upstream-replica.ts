/** How long a replica that has requests under way may say nothing before it is asked whether it lives. */
const SILENT_MS = 1_000;
const LOOK_EVERY_MS = 500;
const ANSWER_WITHIN_MS = 1_000;

/** What a request gets of the replica that it goes to. */
export interface Attempt {
  /** Aborted when the replica is found dead while others of its service could answer. */
  dead: AbortSignal;
  /** The answer has begun, or never will. */
  end(): void;
}

/** One address of a service. It is looked at only while it owes answers or is away; an idle one costs nothing. */
export class UpstreamReplica {
  readonly origin: string;
  #away = false;
  #heardAt = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #attempts = new Set<AbortController>();

  constructor(readonly url: string) {
    this.origin = new URL(url).origin;
  }

  /** Does not answer at the moment. */
  get away(): boolean {
    return this.#away;
  }

  begin(): Attempt {
    if (this.#attempts.size === 0) this.#heardAt = performance.now();
    const attempt = new AbortController();
    this.#attempts.add(attempt);
    this.#look();
    return { dead: attempt.signal, end: () => void this.#attempts.delete(attempt) };
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  /** It refused a connection, broke one, or said that it stops: others are asked until it answers again. */
  lost(): void {
    this.#away = true;
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#away = false;
    this.#attempts.clear();
  }

  #look(): void {
    this.#timer ??= setTimeout(() => void this.#check(), LOOK_EVERY_MS).unref();
  }

  async #check(): Promise<void> {
    const silent = this.#attempts.size > 0 && performance.now() - this.#heardAt > SILENT_MS;
    if (this.#away || silent) await this.#ask();
    if (!this.#timer) return; // stopped
    this.#timer = undefined;
    if (this.#away || this.#attempts.size > 0) this.#look();
  }

  async #ask(): Promise<void> {
    this.#away = !(await this.#lives());
    if (!this.#away) return this.heard();
    for (const attempt of this.#attempts) attempt.abort(new Error(`${this.url} does not answer`));
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
