import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';

/** Belong to one connection (RFC 9110, 7.6.1), and are never passed on. */
const hopHeaders: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Ours to say to a service: who asks there is the gateway, and `Expect` was answered by it already. */
const replaced: ReadonlySet<string> = new Set(['host', 'expect', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/** The headers of an answer without those of the connection it came on. */
export function withoutHopHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = namedBy(headers.connection);
  const rest: IncomingHttpHeaders = {};
  for (const name in headers) if (!hopHeaders.has(name) && !named?.includes(name)) rest[name] = headers[name];
  return rest;
}

/** The headers a service gets: the caller's, and who the caller was. */
export function forwardedHeaders({ headers, raw, protocol }: FastifyRequest): IncomingHttpHeaders {
  const named = namedBy(headers.connection);
  const forwarded: IncomingHttpHeaders = {};
  for (const name in headers) {
    if (!hopHeaders.has(name) && !replaced.has(name) && !named?.includes(name)) forwarded[name] = headers[name];
  }
  const before = headers['x-forwarded-for'];
  const caller = raw.socket.remoteAddress;
  forwarded['x-forwarded-for'] = before === undefined ? caller : [before, caller].flat().filter(Boolean).join(', ');
  forwarded['x-forwarded-host'] = headers['x-forwarded-host'] ?? headers.host;
  forwarded['x-forwarded-proto'] = headers['x-forwarded-proto'] ?? protocol;
  return forwarded;
}

/** A connection names the other headers that are its own. */
function namedBy(connection: string | undefined): string[] | undefined {
  if (connection === undefined || connection === 'keep-alive') return undefined;
  return connection.toLowerCase().split(/\s*,\s*/);
}
