import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectKafka, ensureTopics } from '@skein/kafka';
import { identityMigrations, migrate, openDatabase } from '@skein/postgres';
import { createDatabase, testStack, topicPrefix, type TestDatabase } from '@skein/testing';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resetStack } from '@skein/local';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../commands.ts';
import { homeFiles } from '../home/home-files.ts';
import { runProgram } from '../program.ts';

const PREFIX = topicPrefix(import.meta.url);
const nowhere = 'postgres://nobody@127.0.0.1:1/none';
let home: string;
let database: TestDatabase;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'skein-up-'));
  database = await createDatabase(`refused_start_${home.slice(-6).toLowerCase()}`);
});
afterEach(async () => {
  await database.drop();
  await resetStack(home);
  await rm(home, { recursive: true });
});

/** `skein up` in this process, on the real broker and an empty database unless `env` says otherwise. */
async function up(env: Record<string, string>, ...args: string[]) {
  const err: string[] = [];
  const given = { PATH: process.env.PATH, KAFKA_BROKERS: testStack().brokers.join(','), DATABASE_URL: database.url, TOPIC_PREFIX: PREFIX };
  const screens = [{ write: () => true }, { write: (text: string) => err.push(text) }] as const;
  const code = await runProgram(['up', ...args], commands, {
    env: { ...given, SKEIN_HOME: home, ...env },
    interrupted: new AbortController().signal,
    screens,
  });
  return { exit: code, code: /Code: (.*)\n/.exec(err.join(''))?.[1], text: err.join('') };
}

describe('a start that cannot be', () => {
  it.each([
    ['no broker', { KAFKA_BROKERS: '127.0.0.1:1' }, 69, 'stack.broker-unreachable'],
    ['no database', { DATABASE_URL: nowhere }, 69, 'stack.database-unreachable'],
    ['no Java', { KAFKA_BROKERS: '', PATH: '/nowhere', JAVA_HOME: '' }, 78, 'stack.java-missing'],
    ['no number of partitions', { PARTITIONS: '0' }, 78, 'config.invalid'],
  ])('is refused with %s', async (_, env, exit, code) => expect(await up(env)).toMatchObject({ exit, code }));

  it('is refused when the port asked for is in use, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const told = await up({}, '--port', String(port));
    other.close();
    expect(told).toMatchObject({ exit: 78, code: 'stack.port-in-use', text: expect.stringMatching(/Do: .*another port/) });
  });

  it('is refused when the topics have another number of partitions', async () => {
    const kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
    await ensureTopics(kafka.admin, { prefix: `${PREFIX}two-`, partitions: 2 });
    await kafka.close();
    expect(await up({ TOPIC_PREFIX: `${PREFIX}two-`, PARTITIONS: '4' })).toMatchObject({ exit: 78, code: 'log.partition-count' });
  });

  it('is refused when the database is newer than this program', async () => {
    await migrate({ url: database.url, ...identityMigrations });
    const open = await openDatabase({ url: database.url, schema: 'identity', applicationName: 'test', poolSize: 1 });
    await open.execute(`insert into identity.migrations ("timestamp", name) values (2099010100001, 'FromTheFuture2099010100001')`);
    await open.close();
    expect(await up({})).toMatchObject({
      exit: 78,
      code: 'store.schema-newer',
      text: expect.stringContaining('FromTheFuture2099010100001'),
    });
  });

  it('leaves nothing that says it runs', async () => {
    await up({ DATABASE_URL: nowhere });
    expect(existsSync(homeFiles(home).run)).toBe(false);
  });
});
