import { Principal, type Scope } from '@skein/contracts';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Queryable } from '../database/queryable.ts';

export interface NewApiKey extends Principal {
  scopes: Scope[];
  /** Until revoked, when absent. */
  expiresAt?: Date;
  /** For people: what the key is for. */
  name?: string;
}

/**
 * The form in which keys are stored and looked up: SHA-256 of the whole key, lower-case hex. A slow hash would add nothing: it protects
 * secrets that can be guessed, and a key is 256 random bits.
 */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Makes a key. The answer is the only place where the key itself is ever shown. */
export async function createApiKey(on: Queryable, { expiresAt, name, ...given }: NewApiKey): Promise<{ key: string; id: string }> {
  const { tenant, subject, roles, scopes } = Principal.parse(given);
  const [id, key] = [randomUUID(), `sk_${randomBytes(32).toString('base64url')}`];
  await on.query(
    `insert into identity.api_keys (id, hash, tenant, subject, roles, scopes, name, expires_at)
     values ($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8)`,
    [id, hashApiKey(key), tenant, subject, roles, scopes, name ?? null, expiresAt ?? null],
  );
  return { key, id };
}

const MADE_KEY = /^sk_[A-Za-z0-9_-]{43}$/;

/**
 * Lets a key that was made elsewhere (a secret of the deployment) count, for this principal. Once it is known this changes nothing,
 * also when it was revoked. Throws a RangeError for a key that does not have the form and length of those made here.
 */
export async function registerApiKey(on: Queryable, key: string, { name, ...given }: Omit<NewApiKey, 'expiresAt'>): Promise<void> {
  if (!MADE_KEY.test(key)) throw new RangeError('an API key is "sk_" and 43 characters of base64url: 32 random bytes');
  const { tenant, subject, roles, scopes } = Principal.parse(given);
  await on.query(
    `insert into identity.api_keys (id, hash, tenant, subject, roles, scopes, name)
     values ($1, decode($2, 'hex'), $3, $4, $5, $6, $7) on conflict (hash) do nothing`,
    [randomUUID(), hashApiKey(key), tenant, subject, roles, scopes, name ?? null],
  );
}

/** Whose key has this hash; `undefined` when it is not known, has expired or was revoked. */
export async function findApiKey(on: Queryable, hash: string): Promise<Principal | undefined> {
  const [found] = await on.query<Principal>(
    `select tenant, subject, roles, scopes from identity.api_keys
     where hash = decode($1, 'hex') and revoked_at is null and (expires_at is null or expires_at > now())`,
    [hash],
    'identity.find-api-key',
  );
  return found && Principal.parse(found);
}

/** Answers `false` when there is no such key that still counts. */
export async function revokeApiKey(on: Queryable, id: string): Promise<boolean> {
  return (await on.execute('update identity.api_keys set revoked_at = now() where id = $1 and revoked_at is null', [id])) > 0;
}
