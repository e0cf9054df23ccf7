import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { problemOf, SkeinError } from '@skein/contracts';
import { Lifecycle, Log, sendProblem } from '@skein/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { GatewayConfig } from './app.config.ts';
import { askService, type Asked } from './ask-service.ts';
import { boundLength, readBody } from './bounded-body.ts';
import { Caller } from './caller.ts';
import { forwardedHeaders } from './hop-headers.ts';
import { isLasting, serviceFor, type ServiceName } from './route-table.ts';
import { sendAnswer } from './send-answer.ts';
import { UpstreamService } from './upstream-service.ts';
import { upstreamsOf } from './upstreams.ts';

const over = new Error('the request is over');
const stopping = new Error('the gateway stops');

/** Passes every request under `/v1` to the service that answers it, and the answer back, both as they come. */
@Injectable()
export class Proxy implements OnModuleInit, OnApplicationShutdown {
  readonly #services: ReadonlyMap<string, UpstreamService>;
  /** Whose answer may go on for as long as they wait. */
  readonly #lasting = new Set<Caller>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly lifecycle: Lifecycle,
    private readonly log: Log,
    config: GatewayConfig,
  ) {
    const upstreams = Object.entries(upstreamsOf(config)) as [ServiceName, readonly string[]][];
    this.#services = new Map(upstreams.map(([name, urls]) => [name, new UpstreamService(name, urls)]));
  }

  onModuleInit(): void {
    this.lifecycle.stopping.addEventListener('abort', () => this.#endLasting());
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.register(async (scope) => {
      // bodies are passed on as they are, whatever they are
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', readBody);
      scope.addHook('preParsing', boundLength);
      scope.all('/v1/*', (request, reply) => {
        this.#pass(request, reply).catch((error: Error) => this.#fail(request, reply, error));
      });
    });
  }

  async #pass(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const service = this.#services.get(serviceOf(request))!;
    const caller = this.#callerOf(request, reply);
    const asked = askedBy(request);
    const answer = await askService(service, asked, caller);
    // Before the whole body was read, the connection cannot carry another request.
    const last = this.lifecycle.closed || (asked.body instanceof Readable && !request.raw.complete);
    if (caller.left && Buffer.isBuffer(answer.body)) return;
    sendAnswer(reply, answer, last);
  }

  /** They leave when nobody waits for the answer any more, or nobody should: streams and polls end when we stop, all else is answered. */
  #callerOf(request: FastifyRequest, reply: FastifyReply): Caller {
    const caller = new Caller();
    const lasting = isLasting(request.url);
    reply.raw.once('close', () => {
      if (lasting) this.#lasting.delete(caller);
      if (reply.raw.writableFinished) return;
      this.log.debug('a connection closed before its answer was complete', factsOf(request));
      caller.leave(over);
    });
    if (lasting) this.#lasting.add(caller);
    if (lasting && this.lifecycle.stopping.aborted) caller.leave(stopping);
    return caller;
  }

  #endLasting(): void {
    for (const caller of this.#lasting) caller.leave(stopping);
  }

  #fail(request: FastifyRequest, reply: FastifyReply, error: Error): void {
    if (reply.raw.destroyed) return; // the caller went away first: there is nobody to tell, and nothing is wrong with the service
    // the rest of the body is still under way; the connection cannot carry another request
    if (!request.raw.complete) reply.header('connection', 'close');
    if (isLasting(request.url) && this.lifecycle.stopping.aborted) {
      this.log.debug('a request was ended by our stop', factsOf(request));
      sendProblem(reply, problemOf('service.not-ready', 'The gateway is stopping. Try again; another one answers.'));
    } else void reply.send(failureOf(request, error));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
  }
}

const askedBy = (request: FastifyRequest): Asked => ({
  method: request.method,
  path: request.url,
  headers: forwardedHeaders(request),
  body: request.body as Asked['body'],
});

function serviceOf({ method, url }: { method: string; url: string }): ServiceName {
  const path = url.split('?', 1)[0]!;
  const service = serviceFor(method, path);
  if (service) return service;
  throw new SkeinError('request.not-found', `No service answers ${method} ${path}. GET /openapi.json tells what there is.`);
}

const factsOf = (request: FastifyRequest) => ({ method: request.method, url: request.url, service: serviceOf(request) });

function failureOf(request: FastifyRequest, error: Error): SkeinError {
  const known = [error, error.cause].find((one) => one instanceof SkeinError);
  if (known) return known;
  const service = serviceOf(request);
  const why = `The ${service} does not answer. Try again; /health/ready tells when it is back.`;
  return new SkeinError('service.unavailable', why, { service }, { cause: error });
}
