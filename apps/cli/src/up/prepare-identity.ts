import { Principal, Scope } from '@skein/contracts';
import { createApiKey, findApiKey, hashApiKey, identityMigrations, migrate, openDatabase, type Database } from '@skein/postgres';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homeFiles } from '../home/home-files.ts';
import { readIfThere, writePrivate } from '../home/private-file.ts';

/** What a local deployment knows its people and its services by. */
export interface Identity {
  /** Seals principals on the commands topics. */
  secret: string;
  developmentKey: string;
  servicesKey: string;
}

/** Whoever uses the development key. */
export const developer: Principal = { tenant: 'dev', subject: 'developer', roles: ['approver', 'lead'], scopes: [...Scope.options] };
/** Services among each other. */
export const services: Principal = { tenant: 'skein', subject: 'services', roles: [], scopes: [...Scope.options] };

/** Makes the secret and the keys that the home does not hold yet, and those that the database does not know any more. */
export async function prepareIdentity(home: string, databaseUrl: string): Promise<Identity> {
  const files = homeFiles(home);
  // A home that is the folder of a repository is there for more than this.
  if (!existsSync(join(home, '.git')) && !existsSync(files.ignore)) await writePrivate(files.ignore, '*\n');
  await migrate({ url: databaseUrl, ...identityMigrations });
  const database = await openDatabase({ url: databaseUrl, schema: 'identity', applicationName: 'skein', poolSize: 2 });
  try {
    return {
      secret: await keptSecret(files.secret),
      developmentKey: await keptKey(database, files.developmentKey, developer, 'development'),
      servicesKey: await keptKey(database, files.servicesKey, services, 'services'),
    };
  } finally {
    await database.close();
  }
}

async function keptSecret(file: string): Promise<string> {
  const kept = (await readIfThere(file))?.trim();
  if (kept) return kept;
  const secret = randomBytes(32).toString('base64url');
  await writePrivate(file, `${secret}\n`);
  return secret;
}

async function keptKey(database: Database, file: string, principal: Principal, name: string): Promise<string> {
  const kept = (await readIfThere(file))?.trim();
  if (kept && (await findApiKey(database, hashApiKey(kept)))) return kept;
  const { key } = await createApiKey(database, { ...principal, name });
  await writePrivate(file, `${key}\n`);
  return key;
}
