import { SkeinError } from '@skein/contracts';
import type { Log } from '@skein/platform';
import type { SourceFactory } from '../sources/door/source-factory.ts';
import type { SourceRuns } from '../sources/door/source-runs.ts';
import { nextRunIn } from './next-run.ts';
import type { Schedule, SchedulesRepository } from './schedules.repository.ts';

const AT_ONCE = 4;
/** For schedules that another instance was told of, and has left behind. */
const LOOK_AT_LEAST_EVERY_MS = 600_000;
const AFTER_TROUBLE_MS = 5_000;
const BUSY_SECONDS = 60;

/** Begins runs when they are due: sleeps until the next one is. What was due while nothing ran is due once, at once. */
export class ScheduledRuns {
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly schedules: SchedulesRepository,
    private readonly sources: Pick<SourceFactory, 'of'>,
    private readonly runs: Pick<SourceRuns, 'run' | 'close'>,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Looks what is due: at the start, when something was put, and when a run has ended. */
  wake(): void {
    this.#looking = this.#looking.then(() => this.#look());
  }

  async close(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.runs.close();
    await Promise.all([this.#looking, ...this.#running.values()]);
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const sleepMs = await this.#begin().catch((err: unknown) => {
      this.log.warn('schedules could not be read, again in a moment', { err });
      return AFTER_TROUBLE_MS;
    });
    this.#timer = setTimeout(() => this.wake(), Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(0, sleepMs))).unref();
  }

  /** Begins what is due, as far as there is room; answers in how many ms the next one is. */
  async #begin(): Promise<number> {
    const free = (await this.schedules.all()).filter((one) => !this.#running.has(keyOf(one)));
    const due = free.filter(({ dueInMs }) => dueInMs <= 0).slice(0, AT_ONCE - this.#running.size);
    for (const schedule of due) {
      const running = this.#run(schedule).finally(() => {
        this.#running.delete(keyOf(schedule));
        this.wake();
      });
      this.#running.set(keyOf(schedule), running);
    }
    // Without room for what is due, the end of a run wakes.
    return free.find(({ dueInMs }) => dueInMs > 0)?.dueInMs ?? Infinity;
  }

  async #run(schedule: Schedule): Promise<void> {
    const { everySeconds, failures } = schedule;
    const began = performance.now();
    const error = await this.#tried(schedule);
    if (this.#stopped) return; // it is due still: the next process goes on with it
    const tookSeconds = (performance.now() - began) / 1_000;
    const failed = error === undefined ? 0 : failures + 1;
    const inSeconds = isBusy(error) ? Math.min(everySeconds, BUSY_SECONDS) : nextRunIn({ everySeconds, tookSeconds, failures: failed });
    const next = isBusy(error) ? { inSeconds, failures } : { inSeconds, failures: failed, error: error?.message };
    await this.schedules
      .again(schedule, next)
      .catch((err: unknown) => this.log.warn('the end of a scheduled run could not be kept', { err }));
  }

  /** All sources of a schedule; the first thing that went wrong, if any did. */
  async #tried({ request, tenant, project }: Schedule): Promise<Error | undefined> {
    try {
      const ran = (await this.sources.of(request)).map((source) => this.runs.run(source, { tenant, project, origin: request }));
      const failed = (await Promise.allSettled(ran)).find(({ status }) => status === 'rejected');
      return failed && asError((failed as PromiseRejectedResult).reason);
    } catch (error) {
      return asError(error);
    }
  }
}

const keyOf = ({ tenant, id }: Schedule): string => `${tenant}/${id}`;
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const isBusy = (error: Error | undefined): boolean => error instanceof SkeinError && error.code === 'index.source-busy';
