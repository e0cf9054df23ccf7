import type { AppLog } from './app-log.ts';
import type { AppPlan } from './app-plan.ts';
import { AppProcess } from './app-process.ts';
import { keepRunning, type Running } from './keep-running.ts';

interface Watching {
  say(line: string): void;
  /** Its process is another one from now on. */
  onChange(): void;
}

/** An app that is started again when it ends, until it is stopped. */
export class KeptApp {
  /** Resolves when it listens for the first time. */
  readonly listening: Promise<void>;
  /** Resolves when it was stopped; rejects when it is given up. */
  readonly over: Promise<void>;
  readonly #plan: AppPlan;
  readonly #log: AppLog;
  readonly #watching: Watching;
  readonly #listening = Promise.withResolvers<void>();
  readonly #stopped = new AbortController();
  #process: AppProcess | undefined;

  constructor(plan: AppPlan, log: AppLog, watching: Watching) {
    this.#plan = plan;
    this.#log = log;
    this.#watching = watching;
    this.over = keepRunning(
      { name: plan.name, log: plan.log, start: () => this.#start() },
      { signal: this.#stopped.signal, say: watching.say },
    );
    this.listening = Promise.race([this.#listening.promise, this.over]);
    this.listening.catch(() => undefined); // the one who starts it and the one who keeps it both wait for `over`
  }

  get process() {
    return this.#process?.identity;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#process?.stop();
    await this.over.catch(() => undefined); // given up before; told then
    await this.#log.close();
  }

  async #start(): Promise<Running> {
    const process = AppProcess.start(this.#plan, this.#log);
    this.#process = process;
    this.#watching.onChange();
    await process.listening;
    this.#listening.resolve();
    return process;
  }
}
