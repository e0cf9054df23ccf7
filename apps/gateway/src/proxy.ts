import httpProxy from '@fastify/http-proxy';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { problemOf, SkeinError } from '@skein/contracts';
import { Lifecycle, Log, sendProblem } from '@skein/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayConfig } from './app.config.ts';
import { boundedBody } from './bounded-body.ts';
import { forwardedHeaders, withoutHopHeaders } from './hop-headers.ts';
import { isLasting, serviceFor, type ServiceName } from './route-table.ts';
import { ServiceAgent } from './service-agent.ts';
import { UpstreamService } from './upstream-service.ts';
import { upstreamsOf } from './upstreams.ts';

// Given for each request: without a reason of ours an exception with a stack of its own is made every time.
const over = new Error('the request is over');

/** Passes every request under `/v1` to the service that answers it, and the answer back, both as they come. */
@Injectable()
export class Proxy implements OnModuleInit, OnApplicationShutdown {
  readonly #agent = new ServiceAgent();
  readonly #services: ReadonlyMap<string, UpstreamService>;

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
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.register(async (scope) => {
      // bodies are not read here, whatever they are
      scope.removeAllContentTypeParsers();
      scope.addHook('preParsing', async (request, _, body) => boundedBody(request, body));
      await scope.register(httpProxy, {
        prefix: '/v1',
        rewritePrefix: '/v1',
        upstream: '',
        undici: { request: this.#agent.request },
        replyOptions: { getUpstream: (request) => this.#serviceOf(request).replicas[0]!.url },
        handler: (request, reply, dest, options) =>
          this.#agent.onBehalfOf(this.#over(request, reply), this.#serviceOf(request), () =>
            reply.from(dest, {
              ...options,
              rewriteRequestHeaders: (_, headers) => forwardedHeaders(request, headers),
              rewriteHeaders: withoutHopHeaders,
              // the agent knows what may go to another replica; everything else callers repeat, with the same id
              retryDelay: () => null,
              onError: (_, { error }) => this.#fail(request, reply, error),
            }),
          ),
      });
    });
  }

  /** Aborted when nobody waits for the answer any more, or nobody should: streams and polls end when we stop, all else is answered. */
  #over(request: FastifyRequest, reply: FastifyReply): AbortSignal {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) this.log.debug('a connection closed before its answer was complete', factsOf(request));
      gone.abort(over);
    });
    return isLasting(request.url) ? AbortSignal.any([gone.signal, this.lifecycle.stopping]) : gone.signal;
  }

  #fail(request: FastifyRequest, reply: FastifyReply, error: Error): void {
    if (reply.raw.destroyed) return; // the caller went away first: there is nobody to tell, and nothing is wrong with the service
    // the rest of the body is still under way; the connection cannot carry another request
    if (!request.raw.complete) reply.header('connection', 'close');
    if (isLasting(request.url) && this.lifecycle.stopping.aborted) {
      this.log.debug('a request was ended by our stop', factsOf(request));
      sendProblem(reply, problemOf('service.not-ready', 'The gateway is stopping. Try again; another one answers.'));
    } else void reply.send(failureOf(serviceOf(request), error));
  }

  #serviceOf(request: { method: string; url: string }): UpstreamService {
    return this.#services.get(serviceOf(request))!;
  }

  onApplicationShutdown(): Promise<void> {
    for (const service of this.#services.values()) service.stop();
    return this.#agent.close();
  }
}

function serviceOf({ method, url }: { method: string; url: string }): ServiceName {
  const path = url.split('?', 1)[0]!;
  const service = serviceFor(method, path);
  if (service) return service;
  throw new SkeinError('request.not-found', `No service answers ${method} ${path}. GET /openapi.json tells what there is.`);
}

const factsOf = (request: FastifyRequest) => ({ method: request.method, url: request.url, service: serviceOf(request) });

function failureOf(service: ServiceName, error: Error): SkeinError {
  const why = `The ${service} does not answer. Try again; /health/ready tells when it is back.`;
  const known = [error, error.cause].find((one) => one instanceof SkeinError);
  return known ?? new SkeinError('service.unavailable', why, { service }, { cause: error });
}
