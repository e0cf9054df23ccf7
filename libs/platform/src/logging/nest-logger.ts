import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.ts';

/** Carries Nest's own lines into ours. What Nest tells about every module and route at each start is for debugging only. */
export class NestLogger implements LoggerService {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  log(message: unknown, ...more: unknown[]): void {
    this.#log.debug(String(message), { context: more.at(-1) });
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.#log.warn(String(message), { context: more.at(-1) });
  }
  error(message: unknown, ...more: unknown[]): void {
    this.#log.error(message instanceof Error ? message.message : String(message), {
      err: message instanceof Error ? message : undefined,
      more,
    });
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.#log.fatal(String(message), { more });
  }
}
