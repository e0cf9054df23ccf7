import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '@skein/local';
import { testStack } from '@skein/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka, type AssignmentChange, type KafkaConnection, type PartitionBatch } from './index.ts';

const topic = 'log';
const batch = (value: string): PartitionBatch => ({ topic, partition: 0, records: [{ key: 'k', value }] });

describe('when the broker', () => {
  let home: string;
  let stack: Stack;
  let kafka: KafkaConnection;
  const warnings: [message: string, facts: Record<string, unknown>][] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'skein-broker-loss-'));
    const { KAFKA_BROKERS: _, ...env } = process.env;
    stack = await startStack({ home, env: { ...env, DATABASE_URL: testStack().databaseUrl } });
    kafka = await connectKafka({
      brokers: stack.brokers,
      clientId: 'test',
      log: (level, message, facts) => level !== 'debug' && level !== 'info' && warnings.push([message, facts]),
    });
    await kafka.admin.createTopics([{ topic, partitions: 1, replicationFactor: 1, settings: {} }]);
  });
  afterAll(async () => {
    await kafka.close();
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('does not answer in time, a batch is in doubt and its producer discarded', async () => {
    const producer = await kafka.createProducer({ timeoutMs: 300 });
    process.kill(stack.pids.kafka!, 'SIGSTOP');
    try {
      // A signal takes its time: some batches may still be answered.
      let [result] = await producer.produce([batch('in doubt')]);
      while (result?.kind === 'appended') [result] = await producer.produce([batch('in doubt')]);
      expect(result).toEqual({ kind: 'doubt', why: expect.stringContaining('no answer within 300 ms') });
      expect(producer.discarded).toBe(true);
    } finally {
      process.kill(stack.pids.kafka!, 'SIGCONT');
    }
  });

  it('is killed and comes back, a consumer says so once each and goes on by itself, without a gap or a repeat', async () => {
    warnings.length = 0;
    const seen: string[] = [];
    const changes: AssignmentChange[] = [];
    let position = 0;
    let check = () => {};
    const until = (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        check = () => holds() && resolve();
        check();
      });
    const consumer = await kafka.consume({
      groupId: 'survivor',
      topics: [topic],
      startOffset: async () => position,
      onBatch: async ({ records }) => {
        for (const { offset, value } of records) {
          seen.push(String(value));
          position = offset + 1;
        }
        check();
      },
      onAssignment: (change) => void changes.push(change),
      onCrash: (error) => {
        throw error;
      },
    });
    const before = await kafka.createProducer();
    expect(await before.produce([batch('before')])).toMatchObject([{ kind: 'appended' }]);
    await until(() => seen.includes('before'));

    process.kill(stack.pids.kafka!, 'SIGKILL');
    await stack.restart('kafka');

    const after = await kafka.createProducer();
    expect(await after.produce([batch('after')])).toMatchObject([{ kind: 'appended' }]);
    await until(() => seen.includes('after'));
    expect(seen.filter((value) => value !== 'in doubt')).toEqual(['before', 'after']);
    expect(changes.map(({ added, lost }) => [added.length, lost.length])).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(warnings).toEqual([
      [
        expect.stringContaining('comes back by itself'),
        { groupId: 'survivor', code: 'service.unavailable', why: expect.any(String), outage: 'begins' },
      ],
      ['a consumer is back in its group', { groupId: 'survivor', outage: 'over' }],
    ]);
    await consumer.stop();
  });
});
