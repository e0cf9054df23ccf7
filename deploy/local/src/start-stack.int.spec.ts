import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askBroker } from './kafka/ask-broker.ts';
import { DatabaseServer } from './postgres/database-server.ts';
import { identify } from './process/process-identity.ts';
import { resetStack } from './reset-stack.ts';
import { runningStack } from './running-stack.ts';
import { startStack } from './start-stack.ts';
import type { PartExit, PartName, Stack } from './stack.ts';

const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
const int32 = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
};

/** One topic with one partition, by the protocol's CreateTopics. */
function createTopic(broker: string, name: string) {
  const topic = [text(name), int32(1), Buffer.from([0, 1]), int32(0), int32(0)];
  const body = Buffer.concat([int32(1), ...topic, int32(10_000), Buffer.from([0])]);
  return askBroker(broker, { apiKey: 19, version: 4, body }, 10_000);
}

const allTopics = (broker: string) => askBroker(broker, { apiKey: 3, version: 2, body: int32(-1) });

describe('a stack', () => {
  let home: string;
  let stack: Stack;
  const env = { ...process.env, KAFKA_BROKERS: '', DATABASE_URL: '' };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'skein-stack-'));
    stack = await startStack({ home, env });
    await createTopic(stack.brokers[0]!, 'kept-topic');
    await new DatabaseServer(stack.databaseUrl).create('kept_database');
  });

  afterAll(async () => {
    await stack.stop();
    await resetStack(home);
    await rm(home, { recursive: true });
  });

  async function expectDataIsThere() {
    expect((await allTopics(stack.brokers[0]!)).includes('kept-topic')).toBe(true);
    expect(await new DatabaseServer(stack.databaseUrl).names('kept')).toEqual(['kept_database']);
  }

  it('is a broker and a database of its own, both answering on loopback', async () => {
    expect(stack).toMatchObject({ kafka: 'started', postgres: 'started', brokers: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)] });
    expect(new URL(stack.databaseUrl).hostname).toBe('127.0.0.1');
    await expectDataIsThere();
  });

  it('is refused a second time for the same folder, naming the process that has it', async () => {
    await expect(startStack({ home, env })).rejects.toMatchObject({
      code: 'stack.already-running',
      why: expect.stringContaining(String(process.pid)),
    });
    await expect(resetStack(home)).rejects.toMatchObject({ code: 'stack.already-running' });
    expect(await runningStack(home)).toMatchObject({
      pid: process.pid,
      ports: { kafka: expect.any(Number), postgres: expect.any(Number) },
    });
  });

  it('keeps the database password to its owner and refuses a wrong one', async () => {
    expect((await stat(join(home, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
    const url = new URL(stack.databaseUrl);
    url.password = 'wrong';
    await expect(new DatabaseServer(url.href).names('')).rejects.toMatchObject({ code: '28P01' });
  });

  it.each<PartName>(['kafka', 'postgres'])('tells when %s was killed, and starts it again with the same address and data', async (part) => {
    const [killed, addresses] = [stack.pids[part]!, [stack.brokers, stack.databaseUrl]];
    const exit = new Promise<PartExit>((resolve) => stack.onExit(part, resolve));
    process.kill(killed, 'SIGKILL');
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(stack.pids[part]).toBeUndefined();

    await stack.restart(part);
    expect(stack.pids[part]).not.toBe(killed);
    expect([stack.brokers, stack.databaseUrl]).toEqual(addresses);
    await expectDataIsThere();
  });

  it('leaves no process when stopped, can be stopped twice, and comes back with its addresses and data', async () => {
    const { pids, brokers, databaseUrl } = stack;
    await Promise.all([stack.stop(), stack.stop()]);
    await stack.stop();
    expect([identify(pids.kafka!), identify(pids.postgres!)]).toEqual([undefined, undefined]);
    expect(await runningStack(home)).toBeUndefined();

    stack = await startStack({ home, env });
    expect(stack).toMatchObject({ brokers, databaseUrl });
    await expectDataIsThere();
  });
});
