import type { Notice } from './app-log.ts';

/** Longer than apps pause between two tries. */
const QUIET_MS = 6_000;

/**
 * A time in which something that apps need is away. Every app says so, many times; a person is told when it begins and when it is over.
 * Times are in ms, of any clock that does not jump.
 */
export class Outage {
  readonly #away = new Set<string>();
  #begun: number | undefined;
  #heard = 0;
  #well: number | undefined;
  #warnings = 0;

  get lasts(): boolean {
    return this.#begun !== undefined;
  }

  /** Answers what to say when it begins with this. */
  add({ app, text, outage }: Notice, now: number): string | undefined {
    const member = `${app} ${outage?.of ?? ''}`;
    if (outage?.state === 'over') {
      this.#away.delete(member);
      return undefined;
    }
    if (outage?.of !== undefined) this.#away.add(member);
    this.#heard = now;
    this.#well = undefined;
    this.#warnings++;
    if (this.lasts) return undefined;
    this.#begun = now;
    return `${app} cannot reach what it needs, and tries again until it can: ${text}`;
  }

  /** A new process of an app knows nothing of what the one before was without. */
  forget(app: string): void {
    for (const member of this.#away) if (member.startsWith(`${app} `)) this.#away.delete(member);
  }

  /** Answers what to say when it is over: every app is `ready`, has what it missed, and has been quiet for a while. */
  check(ready: boolean, now: number): string | undefined {
    if (this.#begun === undefined) return undefined;
    if (!ready || this.#away.size > 0) {
      this.#well = undefined;
      return undefined;
    }
    this.#well ??= now;
    if (now - Math.max(this.#heard, this.#well) < QUIET_MS) return undefined;
    const seconds = Math.max(1, Math.round((this.#well - this.#begun) / 1000));
    const line = `all services reach what they need again, after about ${seconds} s (${this.#warnings} warnings of it are in their logs)`;
    this.#begun = undefined;
    this.#warnings = 0;
    return line;
  }
}
