import type { IncomingHttpHeaders } from 'node:http';

interface Request {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

/** POST routes that change nothing. A poll only reserves, for seconds. */
const reading: ReadonlySet<string> = new Set(['/v1/search', '/v1/context', '/v1/tasks/poll']);

/** Routes that make an id of an `Idempotency-Key`; elsewhere it says nothing. */
const takesKeys = /^\/v1\/(commands|workflows|threads|agents)(\/|$)/;

/**
 * Whether a request that may have been acted upon already can be sent to another replica: reads, and commands that carry their ids (or whose
 * `Idempotency-Key` gives them some), which have one outcome however often they come. `body` is all of it; unknown bodies are never repeated.
 */
export function mayRepeat({ method, path, headers }: Request, body: Buffer | undefined): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (body === undefined) return false;
  const route = path.split('?', 1)[0]!;
  if (reading.has(route) || (headers['idempotency-key'] !== undefined && takesKeys.test(route))) return true;
  return method === 'POST' && route === '/v1/commands' && allHaveIds(body);
}

/** Whether the request is about commands, so that a second attempt at it cannot say that they were not taken. */
export const isCommand = ({ method, path }: Request): boolean =>
  method !== 'GET' && method !== 'HEAD' && !reading.has(path.split('?', 1)[0]!);

function allHaveIds(body: Buffer): boolean {
  try {
    const { commands } = JSON.parse(body.toString()) as { commands?: unknown };
    return Array.isArray(commands) && commands.every((command) => typeof (command as { id?: unknown } | null)?.id === 'string');
  } catch {
    return false; // no JSON: the service says so, once
  }
}

const neverSent: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** The request has certainly not reached anybody. */
export function wasNeverSent(error: unknown): boolean {
  const { code, errors } = Object(error) as { code?: unknown; errors?: unknown };
  return neverSent.has(code) || (Array.isArray(errors) && errors.length > 0 && errors.every(wasNeverSent));
}
