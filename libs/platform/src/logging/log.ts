import { pino, type Level, type LevelWithSilent, type Logger } from 'pino';
import { redact } from './redact.ts';

/** Facts beside a message; they become fields of the line. */
export type Facts = Readonly<Record<string, unknown>>;

/** Where log lines go; `process.stdout` is one. */
export interface LogDestination {
  write(line: string): void;
}

/** One JSON line per event, secrets replaced by `***`. Inject it by its class; `with` adds facts to every line of a part. */
export class Log {
  readonly #pino: Logger;

  private constructor(logger: Logger) {
    this.#pino = logger;
  }

  /** Without a destination: standard output, written synchronously, so that the last line before an exit is not lost. */
  static to(name: string, level: LevelWithSilent, destination?: LogDestination): Log {
    const options = {
      level,
      base: { app: name },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      hooks: { streamWrite: redact },
    };
    return new Log(pino(options, destination ?? pino.destination({ fd: 1, sync: true })));
  }

  with(facts: Facts): Log {
    return new Log(this.#pino.child(facts));
  }

  debug(message: string, facts: Facts = {}): void {
    this.#pino.debug(facts, message);
  }
  info(message: string, facts: Facts = {}): void {
    this.#pino.info(facts, message);
  }
  warn(message: string, facts: Facts = {}): void {
    this.#pino.warn(facts, message);
  }
  /** An error goes under the fact `err`: message, stack, code and causes are written. */
  error(message: string, facts: Facts = {}): void {
    this.#pino.error(facts, message);
  }
  fatal(message: string, facts: Facts = {}): void {
    this.#pino.fatal(facts, message);
  }
  enabled(level: Level): boolean {
    return this.#pino.isLevelEnabled(level);
  }
}
