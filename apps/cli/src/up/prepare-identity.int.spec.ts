import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findApiKey, hashApiKey, openDatabase } from '@skein/postgres';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFiles } from '../home/home-files.ts';
import { prepareIdentity } from './prepare-identity.ts';

describe('the keys of a local deployment', () => {
  let home: string;
  let database: TestDatabase;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'skein-keys-'));
    database = await createDatabase('prepare_identity');
  });
  afterAll(async () => {
    await database.drop();
    await rm(home, { recursive: true });
  });

  const owners = async (keys: string[]) => {
    const open = await openDatabase({ url: database.url, schema: 'identity', applicationName: 'test', poolSize: 1 });
    return await Promise.all(keys.map((key) => findApiKey(open, hashApiKey(key)))).finally(() => open.close());
  };

  it('are made once, and kept where only their owner can read them', async () => {
    const first = await prepareIdentity(home, database.url);
    expect(await prepareIdentity(home, database.url)).toEqual(first);
    const { secret, developmentKey, servicesKey, ignore } = homeFiles(home);
    expect(await readFile(ignore, 'utf8')).toBe('*\n');
    const modes = await Promise.all([secret, developmentKey, servicesKey].map(async (file) => (await stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(first.secret.length).toBeGreaterThanOrEqual(32);
  });

  it('belong to a developer who may do everything in one tenant, and to the services', async () => {
    const { developmentKey, servicesKey } = await prepareIdentity(home, database.url);
    const scopes = ['read', 'write', 'approve', 'admin'];
    expect(await owners([developmentKey, servicesKey])).toEqual([
      { tenant: 'dev', subject: 'developer', roles: ['approver', 'lead'], scopes },
      { tenant: 'skein', subject: 'services', roles: [], scopes },
    ]);
  });

  it('are made anew when the database does not know them, and the secret stays', async () => {
    const before = await prepareIdentity(home, database.url);
    await database.drop();
    database = await createDatabase('prepare_identity_again');
    const after = await prepareIdentity(home, database.url);
    expect(after.secret).toBe(before.secret);
    expect(after.developmentKey).not.toBe(before.developmentKey);
    expect(await owners([before.developmentKey, after.developmentKey])).toEqual([undefined, expect.objectContaining({ tenant: 'dev' })]);
  });
});
