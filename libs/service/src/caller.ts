import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { SkeinClient } from '@skein/client';
import { CommandId } from '@skein/contracts';
import { apiKeyOf, parsed } from '@skein/platform';
import type { IncomingHttpHeaders } from 'node:http';

/** The API key of whoever calls: what a service does on their behalf is done with it. */
export const CallerKey = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  apiKeyOf(context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>().headers),
);

/** The caller's `Idempotency-Key`: the id of the command that the request stands for. Throws `request.invalid` for what is no such id. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined =>
  parsed(CommandId.optional(), context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>().headers['idempotency-key']),
);

const MOST_CLIENTS = 1_000;

/** Sends commands with the caller's own key, so that the command-service checks and records the caller, and nobody else. */
export class CommandsOfCallers {
  readonly #clients = new Map<string, SkeinClient>();

  /** @param url - of the command-service */
  constructor(private readonly url: string) {}

  of(key: string): SkeinClient {
    const known = this.#clients.get(key);
    if (known) return known;
    if (this.#clients.size >= MOST_CLIENTS) this.#clients.clear();
    const client = new SkeinClient({ url: this.url, key, timeoutMs: 15_000, readYourWrites: false });
    this.#clients.set(key, client);
    return client;
  }
}
