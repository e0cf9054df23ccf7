import { SetMetadata } from '@nestjs/common';
import type { Scope } from '@skein/contracts';

export const SCOPES = 'skein:scopes';

/**
 * What a key must be allowed to do to use a route or a controller: all of the scopes named. Without it, GET and HEAD need `read`
 * and every other method needs `write`; say `@Scopes('read')` on a POST that only asks.
 */
export const Scopes = (...scopes: [Scope, ...Scope[]]) => SetMetadata(SCOPES, scopes);
