import { Injectable } from '@nestjs/common';
import { SkeinError } from '@skein/contracts';
import { Lifecycle } from '../app/lifecycle.ts';
import { Log } from '../logging/log.ts';

/** Resolves when the part works, rejects when it does not. */
export type ReadinessCheck = (signal: AbortSignal) => Promise<unknown>;

export interface ReadinessReport {
  status: 'ready' | 'not-ready' | 'stopping';
  checks: Record<string, { ok: boolean; required: boolean; detail?: string }>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** Collects what must work before the app takes requests. Parts add their checks when they are made. */
@Injectable()
export class Readiness {
  readonly #checks = new Map<string, { check: ReadinessCheck; required: boolean }>();

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly log: Log,
  ) {}

  /** A check gets two seconds. One that is not `required` is reported, and does not make the app unready. */
  add(name: string, check: ReadinessCheck, { required = true }: { required?: boolean } = {}): void {
    this.#checks.set(name, { check, required });
  }

  async report(): Promise<ReadinessReport> {
    const results = await Promise.all([...this.#checks].map(async ([name, one]) => [name, await this.#run(name, one)] as const));
    const working = results.every(([, { ok, required }]) => ok || !required);
    const status = this.lifecycle.stopping.aborted ? 'stopping' : working ? 'ready' : 'not-ready';
    return { status, checks: Object.fromEntries(results) };
  }

  async #run(name: string, { check, required }: { check: ReadinessCheck; required: boolean }) {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
    const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    try {
      await Promise.race([check(signal), late]);
      return { ok: true, required };
    } catch (err) {
      this.log.warn('a readiness check failed', { check: name, err });
      // anybody may ask, so only texts written for outsiders are shown
      return { ok: false, required, detail: err instanceof SkeinError ? err.message : 'does not answer' };
    }
  }
}
