import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppConfig } from '../config/app-config.ts';
import { ENVIRONMENT, type Environment } from '../config/environment.config.ts';
import { Log, type LogDestination } from '../logging/log.ts';
import { NestLogger } from '../logging/nest-logger.ts';
import { APP_NAME } from './app-name.ts';
import { fastifyFor, MAX_BODY_BYTES } from './fastify-for.ts';
import { Lifecycle } from './lifecycle.ts';
import { listen } from './listen.ts';
import { LOG_DESTINATION } from './log-destination.ts';
import { RunningApp } from './running-app.ts';

export interface AppOptions {
  env: Environment;
  /** Default: standard output. */
  logTo?: LogDestination;
  /** Largest body read, in bytes (default 8 MiB). `application/octet-stream` has a limit of its own, that of an artifact. */
  bodyLimit?: number;
}

@Module({})
class Root {}

/** Makes an app and listens. It does not touch the process: no signals, no exit. Throws {@link StartError} for what a person must change. */
export async function createApp(module: Type, { env, logTo, bodyLimit = MAX_BODY_BYTES }: AppOptions): Promise<RunningApp> {
  const given = [
    { provide: ENVIRONMENT, useValue: env },
    { provide: LOG_DESTINATION, useValue: logTo },
  ];
  const root = { module: Root, global: true, imports: [module], providers: given, exports: given.map(({ provide }) => provide) };
  const adapter = new FastifyAdapter(fastifyFor(bodyLimit));
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { abortOnError: false, bodyParser: false, logger: false });
  const log = app.get(Log);
  app.useLogger(new NestLogger(log));
  const running = new RunningApp(app, app.get<string>(APP_NAME), app.get(AppConfig), log, app.get(Lifecycle));
  running.refuseWhenClosed();
  try {
    running.url = await listen(app, app.get(AppConfig));
    return running;
  } catch (error) {
    await app.close();
    throw error;
  }
}
