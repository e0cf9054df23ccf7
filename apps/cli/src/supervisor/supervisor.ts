import { setTimeout as after } from 'node:timers/promises';
import { AppLog, type Notice } from './app-log.ts';
import { appRows, urlOf, type AppName, type AppPlan } from './app-plan.ts';
import { KeptApp } from './kept-app.ts';
import { NoticeBoard } from './notice-board.ts';
import { Outage } from './outage.ts';
import { healthOf, untilReady } from './until-ready.ts';

interface Watching {
  /** What happens to apps, and what they warn of. */
  say(line: string): void;
  /** A process is another one from now on. */
  onChange(): void;
}

/** During an outage only. */
const LOOK_EVERY_MS = 2_000;

/** Keeps all apps running. */
export class Supervisor {
  readonly #apps = new Map<string, KeptApp>();
  readonly #plans: readonly AppPlan[];
  readonly #watching: Watching;
  readonly #board: NoticeBoard;
  readonly #failed = Promise.withResolvers<never>();
  #ready = false;
  readonly #outage = new Outage();
  readonly #stopped = new AbortController();

  constructor(plans: readonly AppPlan[], watching: Watching) {
    this.#plans = plans;
    this.#watching = watching;
    this.#board = new NoticeBoard(({ app, level, text }, times) =>
      watching.say(`${app} ${level === 'warn' ? 'warns' : 'reports'}: ${text}${times > 1 ? ` (${times} times)` : ''}`),
    );
    this.failed.catch(() => undefined); // it may come before or after somebody waits for it
  }

  /** Rejects when an app is given up. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** By app, as of now. */
  get processes() {
    return [...this.#apps].flatMap(([name, { process }]) => (process ? [[name, process] as const] : []));
  }

  /** Starts the apps row by row; resolves when every one takes requests. */
  async start(signal: AbortSignal): Promise<void> {
    for (const row of appRows) {
      const plans = this.#plansOf(row);
      await this.#orFailure(Promise.all(plans.map((plan) => this.#listening(plan))), signal);
    }
    await this.#orFailure(Promise.all(this.#plans.map(({ name, port }) => untilReady(name, urlOf(port), signal))), signal);
    this.#ready = true;
  }

  /** Stops the apps the other way round. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    for (const row of appRows.toReversed()) await Promise.all(this.#plansOf(row).map(async ({ name }) => this.#apps.get(name)?.stop()));
  }

  #plansOf(row: readonly AppName[]): readonly AppPlan[] {
    return this.#plans.filter(({ app }) => row.includes(app));
  }

  async #listening(plan: AppPlan): Promise<void> {
    const log = await AppLog.open(plan.name, plan.log, (notice) => this.#show(notice));
    if (this.#stopped.signal.aborted) return await log.close(); // asked to stop while the file was made
    const onChange = () => {
      this.#outage.forget(plan.name);
      this.#watching.onChange();
    };
    const app = new KeptApp(plan, log, { ...this.#watching, onChange });
    this.#apps.set(plan.name, app);
    app.over.catch((error: unknown) => this.#failed.reject(error));
    await app.listening;
  }

  /** Until all is ready, apps warn of each other only. */
  #show(notice: Notice): void {
    if (!this.#ready && notice.level === 'warn') return;
    if (!notice.outage) return this.#board.add(notice, performance.now());
    const begins = this.#outage.add(notice, performance.now());
    if (begins === undefined) return;
    this.#watching.say(begins);
    void this.#watchOutage();
  }

  async #watchOutage(): Promise<void> {
    const { signal } = this.#stopped;
    while (this.#outage.lasts) {
      await after(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const health = await Promise.all(this.#plans.map(({ port }) => healthOf(urlOf(port))));
      const over = this.#outage.check(
        health.every(({ ready }) => ready),
        performance.now(),
      );
      if (over !== undefined && !signal.aborted) this.#watching.say(over);
    }
  }

  #orFailure<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    return Promise.race([work, this.failed, interrupted]);
  }
}
