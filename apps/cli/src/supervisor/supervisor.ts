import { AppLog, type Notice } from './app-log.ts';
import { appRows, urlOf, type AppPlan } from './app-plan.ts';
import { KeptApp } from './kept-app.ts';
import { NoticeBoard } from './notice-board.ts';
import { untilReady } from './until-ready.ts';

interface Watching {
  /** What happens to apps, and what they warn of. */
  say(line: string): void;
  /** A process is another one from now on. */
  onChange(): void;
}

/** Keeps all apps running. */
export class Supervisor {
  readonly #apps = new Map<string, KeptApp>();
  readonly #plans: readonly AppPlan[];
  readonly #watching: Watching;
  readonly #board: NoticeBoard;
  readonly #failed = Promise.withResolvers<never>();
  #ready = false;
  #stopped = false;

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
      const plans = this.#plans.filter(({ name }) => (row as readonly string[]).includes(name));
      await this.#orFailure(Promise.all(plans.map((plan) => this.#listening(plan))), signal);
    }
    await this.#orFailure(Promise.all(this.#plans.map(({ name, port }) => untilReady(name, urlOf(port), signal))), signal);
    this.#ready = true;
  }

  /** Stops the apps the other way round. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const row of appRows.toReversed()) await Promise.all(row.map(async (name) => this.#apps.get(name)?.stop()));
  }

  async #listening(plan: AppPlan): Promise<void> {
    const log = await AppLog.open(plan.name, plan.log, (notice) => this.#show(notice));
    if (this.#stopped) return await log.close(); // asked to stop while the file was made
    const app = new KeptApp(plan, log, this.#watching);
    this.#apps.set(plan.name, app);
    app.over.catch((error: unknown) => this.#failed.reject(error));
    await app.listening;
  }

  /** Until all is ready, apps warn of each other only. */
  #show(notice: Notice): void {
    if (this.#ready || notice.level !== 'warn') this.#board.add(notice, performance.now());
  }

  #orFailure<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    const { promise: interrupted, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    return Promise.race([work, this.failed, interrupted]);
  }
}
