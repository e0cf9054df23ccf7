import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '@skein/testing';
import { appendOnly, migrate, openDatabase, sqlMigration, tenantTable, type Database } from '../index.ts';

const role = 'skein_memory';
const migrations = [
  sqlMigration('CreateTurns2026010100001', [
    'create table memory.turns (id int primary key, tenant text not null, body text not null)',
    ...tenantTable({ table: 'memory.turns', writer: role, trusted: ['skein_command_service'] }),
    'create table memory.facts (id int primary key, tenant text not null)',
    ...tenantTable({ table: 'memory.facts', writer: role }),
    ...appendOnly('memory.facts', role),
    'create table memory.cursors (id int primary key)',
  ]),
];

describe('a table with the data of tenants', () => {
  let place: TestDatabase;
  let database: Database;
  let admin: Database;

  beforeAll(async () => {
    place = await createDatabase('tenant_table');
    await migrate({ url: place.url, schema: 'memory', role, migrations });
    database = await openDatabase({ url: place.url, schema: 'memory', role, applicationName: 'test', migrations });
    admin = await openDatabase({ url: place.url, schema: 'memory', applicationName: 'test' });
    await database.execute(`insert into turns values (1, 'a', 'of a'), (2, 'b', 'of b'), (3, 'a', 'of a too')`);
    await database.execute(`insert into facts values (1, 'a')`);
  });
  afterAll(async () => {
    await database.close();
    await admin.close();
    await place.drop();
  });

  const idsFor = (tenant: string) =>
    database.withTenant(tenant, async (tx) => (await tx.query<{ id: number }>('select id from turns order by id')).map(({ id }) => id));

  it('shows a caller the rows of its own tenant only', async () => {
    expect([await idsFor('a'), await idsFor('b'), await idsFor('c')]).toEqual([[1, 3], [2], []]);
  });

  it('shows the reader nothing where no tenant is set', async () => {
    const rows = await admin.transaction(async (tx) => {
      await tx.query('set local role skein_reader');
      return tx.query('select * from turns');
    });
    expect(rows).toEqual([]);
  });

  it('shows the writing service all rows, although it connects as a superuser', async () => {
    expect(await database.query('select current_user::text as name, count(*) as rows from turns')).toEqual([{ name: role, rows: 3 }]);
  });

  it('shows another service its rows only when the table trusts it, and never lets it write', async () => {
    const other = await openDatabase({ url: place.url, schema: 'memory', role: 'skein_command_service', applicationName: 'test' });
    expect(await other.query('select count(*) as rows from turns')).toEqual([{ rows: 3 }]);
    await expect(other.query('select * from facts')).rejects.toMatchObject({ facts: { sqlState: '42501' } });
    await expect(other.execute(`delete from turns`)).rejects.toMatchObject({ facts: { sqlState: '42501' } });
    await other.close();
  });

  it('cannot be written while reading for a caller, even out of a read-only transaction', async () => {
    const write = (tenant: string) =>
      database.withTenant(tenant, (tx) => tx.execute(`update turns set body = 'forged' where tenant = 'a'`));
    await expect(write('a')).rejects.toMatchObject({ code: 'service.failed', facts: { sqlState: '25006' } });
    const asReader = admin.transaction(async (tx) => {
      await tx.query(`set local role skein_reader; set local skein.tenant = 'a'`);
      return tx.execute(`insert into turns values (9, 'a', 'forged')`);
    });
    await expect(asReader).rejects.toMatchObject({ facts: { sqlState: '42501' } });
  });

  it('keeps the reader away from tables without tenants, and the service from the record of its migrations', async () => {
    await expect(database.withTenant('a', (tx) => tx.query('select * from cursors'))).rejects.toMatchObject({
      facts: { sqlState: '42501' },
    });
    await expect(database.execute('delete from migrations')).rejects.toMatchObject({ facts: { sqlState: '42501' } });
  });

  it('refuses what is not the name of a tenant', async () => {
    await expect(async () => database.withTenant(`a'; reset role; --`, async () => 1)).rejects.toThrow();
  });

  it('shows the same in one round trip, whatever stands in the values', async () => {
    const bodies = async (tenant: string, values: string[]) => {
      const text = 'select body from turns where body <> $1 and body = any ($2::text[]) order by id';
      return (await database.readWithTenant<{ body: string }>(tenant, text, ['$2', values])).map(({ body }) => body);
    };
    expect(await bodies('a', ['of a', 'of b', 'of a too'])).toEqual(['of a', 'of a too']);
    expect(await bodies('b', [])).toEqual([]);
    const hostile = [`'); reset role; select 'of b' as body --`, String.raw`\'; set role skein_memory; --`, '$1', `of b' or true --`];
    expect(await bodies('a', hostile)).toEqual([]);
    await expect(database.readWithTenant('a', `delete from turns where body = $1`, ['of a'])).rejects.toMatchObject({
      facts: { sqlState: '25006' },
    });
    await expect(database.readWithTenant(`a'; reset role; --`, 'select 1', [])).rejects.toThrow();
    const [row] = await database.query(`select current_user::text as name, current_setting('skein.tenant', true) as tenant`);
    expect([row!['name'], row!['tenant'] || null]).toEqual([role, null]);
  });

  it('leaves the connection with its own role and without a tenant afterwards', async () => {
    await idsFor('a');
    const [row] = await database.query(`select current_user::text as name, current_setting('skein.tenant', true) as tenant`);
    expect(row).toMatchObject({ name: role });
    expect((row as { tenant: string | null }).tenant || null).toBeNull();
  });

  it('refuses changes where it is append-only, to the service and to the owner', async () => {
    await expect(database.execute('delete from facts')).rejects.toMatchObject({ facts: { sqlState: '42501' } });
    for (const change of ['update facts set id = 2', 'delete from facts', 'truncate facts']) {
      await expect(admin.execute(change)).rejects.toMatchObject({ message: expect.stringContaining('append-only') });
    }
  });
});
