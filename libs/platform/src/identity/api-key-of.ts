import { SkeinError } from '@skein/contracts';
import type { IncomingHttpHeaders } from 'node:http';

const todo = 'Send "Authorization: Bearer sk_…" or "X-Api-Key: sk_…".';

/** The API key that a request carries; throws `identity.key-missing` when there is none. */
export function apiKeyOf(headers: IncomingHttpHeaders): string {
  const direct = headers['x-api-key'];
  if (typeof direct === 'string' && direct !== '') return direct.trim();
  const { authorization } = headers;
  if (!authorization) throw new SkeinError('identity.key-missing', `The request carries no API key. ${todo}`);
  const bearer = /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (!bearer) throw new SkeinError('identity.key-missing', `The Authorization header is not of the form that is read here. ${todo}`);
  return bearer;
}
