import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';

/** Belong to one connection (RFC 9110, 7.6.1), and are never passed on. */
const hopHeaders = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
];

/** The headers of an answer without those of the connection it came on. */
export function withoutHopHeaders<H extends object>(headers: H): H {
  const rest = { ...headers } as Record<string, unknown>;
  for (const name of hopHeaders) delete rest[name];
  return rest as H;
}

/** The headers a service gets: the caller's, and who the caller was. `Expect` was answered by us already. */
export function forwardedHeaders(request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const before = request.headers['x-forwarded-for'];
  return {
    ...withoutHopHeaders({ ...headers, expect: undefined }),
    'x-forwarded-for': [before, request.socket.remoteAddress].flat().filter(Boolean).join(', '),
    'x-forwarded-host': request.headers['x-forwarded-host'] ?? request.headers.host,
    'x-forwarded-proto': request.headers['x-forwarded-proto'] ?? request.protocol,
  };
}
