import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problemOf } from '@skein/contracts';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppConfig } from '../config/app-config.ts';
import { sendProblem } from '../http/send-problem.ts';
import type { Log } from '../logging/log.ts';
import type { Lifecycle } from './lifecycle.ts';
import { SilentConnections } from './silent-connections.ts';

// What was sent before the stop may not have been read yet.
const SPEAK_WITHIN_MS = 250;

/** An app that listens. */
export class RunningApp {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  url = '';
  #stopped?: Promise<void>;
  readonly #connections: SilentConnections;

  constructor(
    readonly nest: NestFastifyApplication,
    readonly name: string,
    readonly config: AppConfig,
    readonly log: Log,
    private readonly lifecycle: Lifecycle,
  ) {
    this.#connections = new SilentConnections(nest.getHttpServer() as Server);
  }

  /**
   * Stops in order: not ready, streams and long polls end, no new connection, requests under way are answered, then the parts of the
   * app are taken down. Not bounded in time; every call gets the same promise.
   */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stop());
  }

  async #stop(): Promise<void> {
    this.lifecycle.beginStop();
    await delay(this.config.STOP_DELAY_MS);
    this.lifecycle.close();
    const server = this.nest.getHttpServer();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const silence = setTimeout(() => this.#connections.end(), SPEAK_WITHIN_MS);
    await closed;
    clearTimeout(silence);
    await this.nest.close();
  }

  /** Connections that are kept alive can still bring requests while the app goes down; they are sent elsewhere. */
  refuseWhenClosed(): void {
    const fastify = this.nest.getHttpAdapter().getInstance();
    fastify.addHook('onRequest', (_request, reply, next) => {
      if (!this.lifecycle.closed) return next();
      sendProblem(
        reply.header('connection', 'close'),
        problemOf('service.not-ready', 'The service is stopping. Try again; another one answers.'),
      );
    });
    fastify.addHook('onSend', async (_request, reply) => {
      if (this.lifecycle.closed) reply.header('connection', 'close');
    });
  }
}
