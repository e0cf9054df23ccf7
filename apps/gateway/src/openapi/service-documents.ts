import { Injectable } from '@nestjs/common';
import { ApiDescription, Log } from '@skein/platform';
import { z } from 'zod';
import { GatewayConfig } from '../app.config.ts';
import type { ServiceName } from '../route-table.ts';
import { upstreamsOf } from '../upstreams.ts';
import { Cached } from './cached.ts';
import { mergedDocument, type Told } from './merged-document.ts';

/** The routes are public: however often they are called, services are asked this seldom. */
const KEEP_MS = 5_000;
const ANSWER_WITHIN_MS = 2_000;

const ServiceDocument = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string(), summary: z.string().optional() }))),
  components: z.object({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.record(z.string(), z.unknown()) }),
});

/** Asks the services what they answer, so that the gateway describes the whole system. */
@Injectable()
export class ServiceDocuments {
  readonly #upstreams: Readonly<Record<ServiceName, readonly string[]>>;

  constructor(
    config: GatewayConfig,
    api: ApiDescription,
    private readonly log: Log,
  ) {
    this.#upstreams = upstreamsOf(config);
    const told = new Cached(() => this.#askAll(), KEEP_MS);
    api.extend(async (own) => mergedDocument(own, await told.get()));
  }

  async #askAll(): Promise<Told> {
    const services = Object.entries(this.#upstreams) as [ServiceName, readonly string[]][];
    return new Map(await Promise.all(services.map(async ([service, urls]) => [service, await this.#askOneOf(service, urls)] as const)));
  }

  /** All replicas of a service tell the same. */
  async #askOneOf(service: ServiceName, urls: readonly string[]) {
    for (const url of urls) {
      const told = await this.#ask(service, url);
      if (told) return told;
    }
    return undefined;
  }

  async #ask(service: ServiceName, url: string) {
    try {
      const answer = await fetch(new URL('/openapi.json', url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      return ServiceDocument.parse(await answer.json());
    } catch (err) {
      this.log.warn('a service did not tell its routes', { service, err });
      return undefined;
    }
  }
}
