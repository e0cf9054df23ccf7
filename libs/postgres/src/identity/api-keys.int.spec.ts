import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import {
  createApiKey,
  findApiKey,
  hashApiKey,
  identityMigrations,
  migrate,
  openDatabase,
  registerApiKey,
  revokeApiKey,
  type Database,
} from '../index.ts';

const ann = { tenant: 'acme', subject: 'ann', roles: ['lead'], scopes: ['read' as const, 'approve' as const] };

describe('API keys', () => {
  let place: TestDatabase;
  let admin: Database;
  let service: Database;

  beforeAll(async () => {
    place = await createDatabase('api_keys');
    await migrate({ url: place.url, ...identityMigrations });
    admin = await openDatabase({ url: place.url, schema: 'identity', applicationName: 'test', migrations: identityMigrations.migrations });
    service = await openDatabase({ url: place.url, schema: 'memory', role: 'skein_memory', applicationName: 'test' });
  });
  afterAll(async () => {
    await admin.close();
    await service.close();
    await place.drop();
  });

  it('are found by a service as the principal they were made for', async () => {
    const { key } = await createApiKey(admin, { ...ann, name: 'laptop' });
    expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    expect(await findApiKey(service, hashApiKey(key))).toEqual(ann);
    expect(await findApiKey(service, hashApiKey(`${key}x`))).toBeUndefined();
  });

  it('are not stored as they are', async () => {
    const { key, id } = await createApiKey(admin, ann);
    const [row] = await admin.query(`select k::text as everything from identity.api_keys k where id = $1`, [id]);
    expect(JSON.stringify(row)).toContain(hashApiKey(key));
    expect(JSON.stringify(row)).not.toContain(key.slice(3));
  });

  it('count no more once they are revoked or have expired', async () => {
    const [revoked, expired] = [await createApiKey(admin, ann), await createApiKey(admin, { ...ann, expiresAt: new Date(1_000) })];
    expect([await revokeApiKey(admin, revoked.id), await revokeApiKey(admin, revoked.id)]).toEqual([true, false]);
    expect(await findApiKey(service, hashApiKey(revoked.key))).toBeUndefined();
    expect(await findApiKey(service, hashApiKey(expired.key))).toBeUndefined();
  });

  it('may come from elsewhere, count from then on, and stay revoked when they are given again', async () => {
    const key = `sk_${'k'.repeat(43)}`;
    for (const _ of ['once', 'again']) await registerApiKey(admin, key, ann);
    expect(await findApiKey(service, hashApiKey(key))).toEqual(ann);
    await admin.execute('update identity.api_keys set revoked_at = now() where hash = decode($1, $2)', [hashApiKey(key), 'hex']);
    await registerApiKey(admin, key, ann);
    expect(await findApiKey(service, hashApiKey(key))).toBeUndefined();
    await expect(registerApiKey(admin, 'sk_short', ann)).rejects.toThrow(RangeError);
  });

  it('cannot be made or revoked by a service', async () => {
    await expect(createApiKey(service, ann)).rejects.toMatchObject({ facts: { sqlState: '42501' } });
    await expect(revokeApiKey(service, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ facts: { sqlState: '42501' } });
  });

  it('are not made for what is no tenant', async () => {
    await expect(createApiKey(admin, { ...ann, tenant: 'Not A Tenant' })).rejects.toThrow();
  });
});
