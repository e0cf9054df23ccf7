import { SkeinError } from '@skein/contracts';
import type { Log } from '@skein/platform';
import { randomUUID } from 'node:crypto';
import type { SourceFactory } from '../sources/door/source-factory.ts';
import type { SourceRuns } from '../sources/door/source-runs.ts';
import { nextRunIn } from './next-run.ts';
import { HOLD_EVERY_MS, type ScheduleRow, type SchedulesRepository } from './schedules.repository.ts';

const AT_ONCE = 4;
/** For schedules that another instance was told of, and has left behind. */
const LOOK_AT_LEAST_EVERY_MS = 600_000;
const AFTER_TROUBLE_MS = 5_000;
const BUSY_SECONDS = 60;
/** Whoever has it may die. */
const TAKEN_MS = 60_000;

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
    await this.#looking; // what it begins is told to stop at once
    await Promise.all(this.#running.values());
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
    let sleepMs = free.find(({ dueInMs }) => dueInMs > 0)?.dueInMs ?? Infinity;
    for (const schedule of due) {
      const claim = randomUUID();
      if (!(await this.schedules.claim(schedule, claim))) {
        sleepMs = Math.min(sleepMs, TAKEN_MS);
        continue;
      }
      const running = this.#run(schedule, claim).finally(() => {
        this.#running.delete(keyOf(schedule));
        this.wake();
      });
      this.#running.set(keyOf(schedule), running);
    }
    // Without room for what is due, the end of a run wakes.
    return sleepMs;
  }

  async #run(schedule: ScheduleRow, claim: string): Promise<void> {
    const { everySeconds, failures } = schedule;
    const began = performance.now();
    const holding = setInterval(
      () => void this.schedules.hold(schedule, claim).catch((err: unknown) => this.log.warn('a schedule could not be held', { err })),
      HOLD_EVERY_MS,
    );
    const error = await this.#tried(schedule).finally(() => clearInterval(holding));
    const tookSeconds = (performance.now() - began) / 1_000;
    const failed = error === undefined ? 0 : failures + 1;
    const inSeconds = isBusy(error) ? Math.min(everySeconds, BUSY_SECONDS) : nextRunIn({ everySeconds, tookSeconds, failures: failed });
    const asBefore = { failures, error: schedule.error ?? undefined };
    const ended = { inSeconds, failures: failed, error: error?.message };
    // Stopped: it is due still, and the next process goes on with it. Busy: another run has the source, and nothing is wrong.
    const next = this.#stopped && error ? { inSeconds: 0, ...asBefore } : isBusy(error) ? { inSeconds, ...asBefore } : ended;
    await this.schedules
      .again(schedule, claim, next)
      .catch((err: unknown) => this.log.warn('the end of a scheduled run could not be kept', { err }));
  }

  /** All sources of a schedule; the first thing that went wrong, if any did. */
  async #tried({ request, tenant, project }: ScheduleRow): Promise<Error | undefined> {
    try {
      const ran = (await this.sources.of(request)).map((source) => this.runs.run(source, { tenant, project, origin: request }));
      const failed = (await Promise.allSettled(ran)).find(({ status }) => status === 'rejected');
      return failed && asError((failed as PromiseRejectedResult).reason);
    } catch (error) {
      return asError(error);
    }
  }
}

const keyOf = ({ tenant, id }: ScheduleRow): string => `${tenant}/${id}`;
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const isBusy = (error: Error | undefined): boolean => error instanceof SkeinError && error.code === 'index.source-busy';
