import type { ProcessIdentity } from '@skein/local';
import { setTimeout as after } from 'node:timers/promises';
import type { PlannedFault } from '../plan/fault-plan.ts';
import { signalPart } from './part-processes.ts';

export interface DoneFault extends PlannedFault {
  /** `false`: it did not run at that moment. */
  hit: boolean;
}

/** Carries a plan out on what runs. */
export class FaultInjector {
  readonly done: DoneFault[] = [];
  readonly #frozen = new Map<string, { identity: ProcessIdentity; timer: NodeJS.Timeout }>();

  constructor(private readonly identityOf: (target: string) => ProcessIdentity | undefined) {}

  /** Resolves when the time is over; what is frozen then is let go. */
  async run(plan: readonly PlannedFault[], lastsMs: number, signal: AbortSignal): Promise<void> {
    const begun = performance.now();
    const until = (ms: number) => after(Math.max(0, begun + ms - performance.now()), undefined, { signal });
    try {
      for (const fault of plan) {
        await until(fault.at);
        this.done.push({ ...fault, hit: fault.kind === 'kill' ? this.#kill(fault.target) : this.#freeze(fault) });
      }
      await until(lastsMs);
    } finally {
      for (const target of [...this.#frozen.keys()]) this.#thaw(target);
    }
  }

  #kill(target: string): boolean {
    return signalPart(this.identityOf(target), 'SIGKILL');
  }

  #freeze({ target, forMs }: PlannedFault): boolean {
    const identity = this.identityOf(target);
    if (this.#frozen.has(target) || !identity || !signalPart(identity, 'SIGSTOP')) return false;
    this.#frozen.set(target, { identity, timer: setTimeout(() => this.#thaw(target), forMs) });
    return true;
  }

  #thaw(target: string): void {
    const { identity, timer } = this.#frozen.get(target)!;
    clearTimeout(timer);
    this.#frozen.delete(target);
    signalPart(identity, 'SIGCONT');
  }
}
