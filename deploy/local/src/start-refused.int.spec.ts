import { cp, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testStack } from '@skein/testing';
import { cacheFolder } from './kafka/fetch-jars.ts';
import { kafkaVersion, readSums } from './kafka/jars.ts';
import { findJava } from './kafka/java.ts';
import { startStack } from './start-stack.ts';
import type { StackOptions } from './stack.ts';

describe('a stack that cannot be started says why and what to do', () => {
  let folder: string;
  const { brokers, databaseUrl } = testStack();
  const given = { KAFKA_BROKERS: brokers.join(','), DATABASE_URL: databaseUrl };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skein-refused-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Only what a case needs is started: the rest is given. */
  async function refusal(env: NodeJS.ProcessEnv, options: Partial<StackOptions> = {}): Promise<unknown> {
    const home = await mkdtemp(join(folder, 'home-'));
    const started = startStack({ home, env: { ...process.env, ...given, ...env }, ...options });
    return started.then(
      async (stack) => {
        await stack.stop();
        throw new Error('the stack was started');
      },
      (error: unknown) => error,
    );
  }

  async function listening() {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    return { port, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  it('without Java: the packages, the variables, and docker only where there is one', async () => {
    const empty = await mkdtemp(join(folder, 'path-'));
    const bare = { KAFKA_BROKERS: '', JAVA_HOME: '', PATH: empty };
    expect(await refusal(bare)).toMatchObject({
      code: 'stack.java-missing',
      todo: expect.stringMatching(/openjdk-17-jre-headless maven(?=.*KAFKA_BROKERS)(?!.*docker)/s),
    });
    await writeFile(join(empty, 'docker'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await refusal(bare)).toMatchObject({ code: 'stack.java-missing', todo: expect.stringContaining('docker compose up -d kafka') });
  });

  it('with a Java that is too old', async () => {
    const path = await mkdtemp(join(folder, 'path-'));
    await writeFile(join(path, 'java'), '#!/bin/sh\necho \'openjdk version "1.8.0_392"\' >&2\n', { mode: 0o755 });
    const refused = await refusal({ KAFKA_BROKERS: '', JAVA_HOME: '', PATH: path });
    expect(refused).toMatchObject({ code: 'stack.java-missing', why: expect.stringContaining('version 8') });
  });

  it('without Maven, when nothing was fetched before', async () => {
    const path = await mkdtemp(join(folder, 'path-'));
    await symlink(await findJava(process.env), join(path, 'java'));
    const env = { KAFKA_BROKERS: '', PATH: path, XDG_CACHE_HOME: join(path, 'cache') };
    expect(await refusal(env)).toMatchObject({ code: 'stack.maven-missing', todo: expect.stringContaining('KAFKA_LIBS') });
  });

  it('when Maven cannot fetch: with what Maven said', async () => {
    const elsewhere = await mkdtemp(join(folder, 'user-'));
    const settings = join(elsewhere, '.m2', 'settings.xml');
    await mkdir(dirname(settings));
    await writeFile(settings, '<settings><offline>true</offline></settings>');
    const env = { KAFKA_BROKERS: '', XDG_CACHE_HOME: elsewhere, MAVEN_OPTS: `-Duser.home=${elsewhere}` };
    expect(await refusal(env)).toMatchObject({ code: 'stack.download-failed', why: expect.stringContaining('ERROR') });
  });

  it('when a jar is not the one expected, or is missing', async () => {
    const cache = await mkdtemp(join(folder, 'cache-'));
    const jars = join(cache, 'skein', `kafka-${kafkaVersion}`);
    await cp(cacheFolder(process.env, `kafka-${kafkaVersion}`), jars, { recursive: true });
    const [first = ''] = (await readSums()).keys();
    const env = { KAFKA_BROKERS: '', XDG_CACHE_HOME: cache };
    await writeFile(join(jars, first), 'not a jar');
    expect(await refusal(env)).toMatchObject({ code: 'stack.jar-mismatch', why: expect.stringContaining(`SHA-256 of ${first}`) });
    await unlink(join(jars, first));
    expect(await refusal(env)).toMatchObject({ code: 'stack.jar-mismatch', why: expect.stringContaining(`${first} is missing`) });
  });

  it('when KAFKA_LIBS holds no broker', async () => {
    expect(await refusal({ KAFKA_BROKERS: '', KAFKA_LIBS: folder })).toMatchObject({ code: 'stack.libs-incomplete' });
  });

  it('when a port that was asked for is taken', async () => {
    const { port, close } = await listening();
    const message = expect.stringContaining(String(port));
    expect(await refusal({ KAFKA_BROKERS: '' }, { kafkaPort: port })).toMatchObject({ code: 'stack.port-in-use', message });
    expect(await refusal({ DATABASE_URL: '' }, { postgresPort: port })).toMatchObject({ code: 'stack.port-in-use', message });
    await close();
  });

  it('when a given broker or database does not answer, without telling the password', async () => {
    const { port, close } = await listening();
    await close();
    expect(await refusal({ KAFKA_BROKERS: `127.0.0.1:${port}` })).toMatchObject({ code: 'stack.broker-unreachable' });
    const refused = await refusal({ DATABASE_URL: `postgres://me:secret@127.0.0.1:${port}/x` });
    expect(refused).toMatchObject({ code: 'stack.database-unreachable' });
    expect(String(refused)).not.toContain('secret');
  });

  it('and uses a given broker and database without ever ending them', async () => {
    const stack = await startStack({ home: await mkdtemp(join(folder, 'home-')), env: { ...process.env, ...given } });
    expect(stack).toMatchObject({ kafka: 'given', postgres: 'given', brokers, databaseUrl, pids: {} });
    await stack.stop();
    const again = await startStack({ home: await mkdtemp(join(folder, 'home-')), env: { ...process.env, ...given } });
    await again.stop();
  });
});
