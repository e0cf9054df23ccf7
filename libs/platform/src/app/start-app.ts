import type { Type } from '@nestjs/common';
import { processEnvironment, type Environment } from '../config/environment.config.ts';
import { createApp } from './create-app.ts';
import { explainStartFailure } from './explain-start-failure.ts';
import type { RunningApp } from './running-app.ts';

export interface StartOptions {
  /** Shown when the app cannot start, before its own name is known. Default `skein`. */
  name?: string;
  /** Default: the environment of the process. */
  env?: Environment;
  /** Largest body read, in bytes (default 8 MiB). */
  bodyLimit?: number;
}

/**
 * Runs an app as this process; all that a `main.ts` does. Prints `{"ready":true,"name":…,"url":…}` on standard output when it listens.
 * SIGTERM, SIGINT and, with `SKEIN_PARENT_PIPE=stdin`, the end of standard input stop it: exit code 0, or 1 if `STOP_TIMEOUT_MS` was
 * not enough. Exit codes of a failed start: 78 the set-up must change, 69 a needed part does not answer, 70 unknown.
 * An exception or a rejection that nobody handles is logged, and ends the process with 1.
 */
export async function startApp(
  module: Type,
  { name = 'skein', env = processEnvironment(), bodyLimit }: StartOptions = {},
): Promise<RunningApp> {
  const starting = (): never => process.exit(0);
  const signals = ['SIGTERM', 'SIGINT'] as const;
  for (const signal of signals) process.once(signal, starting);
  const app = await createApp(module, { env, bodyLimit }).catch((error: unknown) => {
    const { text, exitCode } = explainStartFailure(name, error);
    process.stderr.write(text);
    process.exit(exitCode);
  });

  const stop = (why: string) => void stopWithin(app, why);
  for (const signal of signals) {
    process.off(signal, starting);
    process.on(signal, () => stop(signal));
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err: unknown) => {
      app.log.fatal('nobody handles this error; the process ends', { event, err });
      process.exit(1);
    });
  }
  if (app.config.SKEIN_PARENT_PIPE === 'stdin') process.stdin.once('end', () => stop('the parent is gone')).resume();

  app.log.info('listening', { url: app.url });
  process.stdout.write(`${JSON.stringify({ ready: true, name: app.name, url: app.url })}\n`);
  return app;
}

async function stopWithin(app: RunningApp, why: string): Promise<never> {
  app.log.info('stopping', { why });
  const { STOP_DELAY_MS, STOP_TIMEOUT_MS } = app.config;
  setTimeout(() => {
    app.log.error('stopping took too long; the process ends', { STOP_TIMEOUT_MS });
    process.exit(1);
  }, STOP_DELAY_MS + STOP_TIMEOUT_MS).unref();
  try {
    await app.stop();
  } catch (err) {
    app.log.error('stopping failed', { err });
    process.exit(1);
  }
  app.log.info('stopped');
  process.exit(0);
}
