import { testStack, topicPrefix } from '@skein/testing';
import { commandsTopic, eventsTopic } from '@skein/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkTopics, connectKafka, ensureTopics, type KafkaConnection } from '../index.ts';

const base = topicPrefix(import.meta.url);

describe('the topics of a deployment', () => {
  let kafka: KafkaConnection;
  beforeAll(async () => {
    kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
  });
  afterAll(() => kafka.close());

  it('are made once, as the contracts say, and found in order', async () => {
    const options = { prefix: `${base}good-`, partitions: 2, replicationFactor: 1 };
    await ensureTopics(kafka.admin, options);
    await ensureTopics(kafka.admin, options);
    expect(await checkTopics(kafka.admin, options)).toEqual([]);
    const topics = (await kafka.admin.topics()).filter((topic) => topic.startsWith(options.prefix));
    expect(topics).toHaveLength(9);
    expect(await kafka.admin.partitionCount(eventsTopic('memory', options.prefix))).toBe(2);
    expect(await kafka.admin.topicSettings(eventsTopic('memory', options.prefix))).toMatchObject({
      'retention.ms': '-1',
      'message.timestamp.type': 'LogAppendTime',
      'max.message.bytes': String(8 * 1024 * 1024),
    });
  });

  it('are refused with another number of partitions than was chosen', async () => {
    const options = { prefix: `${base}count-`, partitions: 1, categories: ['agent' as const] };
    await ensureTopics(kafka.admin, options);
    await expect(checkTopics(kafka.admin, { ...options, partitions: 4 })).rejects.toMatchObject({
      code: 'log.partition-count',
      facts: { topic: commandsTopic('agent', options.prefix), found: 1, expected: 4 },
    });
  });

  it('are refused when they do not exist', async () => {
    await expect(checkTopics(kafka.admin, { prefix: `${base}none-`, partitions: 4 })).rejects.toMatchObject({
      code: 'log.partition-count',
      message: expect.stringContaining('does not exist'),
    });
  });

  it.each([
    ['compaction', { 'cleanup.policy': 'compact', 'message.timestamp.type': 'LogAppendTime' }, 'cleanup.policy'],
    ['timestamps of producers', { 'cleanup.policy': 'delete' }, 'message.timestamp.type'],
    ['a codec that cannot be read', { 'compression.type': 'snappy', 'message.timestamp.type': 'LogAppendTime' }, 'compression.type'],
  ])('are refused with %s', async (what, settings, named) => {
    const prefix = `${base}${what.replaceAll(' ', '-')}-`;
    const topic = commandsTopic('agent', prefix);
    await kafka.admin.createTopics([{ topic, partitions: 1, replicationFactor: 1, settings: settings as Record<string, string> }]);
    const options = { prefix, partitions: 1, categories: ['agent' as const] };
    await ensureTopics(kafka.admin, options);
    await expect(checkTopics(kafka.admin, options)).rejects.toMatchObject({
      code: 'log.topic-settings',
      message: expect.stringContaining(named),
    });
  });

  it('are accepted with a warning when events are not kept for ever', async () => {
    const prefix = `${base}finite-`;
    const settings = { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '1000000' };
    await kafka.admin.createTopics([{ topic: eventsTopic('agent', prefix), partitions: 1, replicationFactor: 1, settings }]);
    const options = { prefix, partitions: 1, categories: ['agent' as const] };
    await ensureTopics(kafka.admin, options);
    expect(await checkTopics(kafka.admin, options)).toEqual([expect.stringContaining('retention.ms=1000000')]);
  });

  it('belong to a cluster with an id', async () => {
    expect(await kafka.admin.clusterId()).toMatch(/^\S{10,}$/);
  });
});

describe('without a broker', () => {
  it('a connection is refused with where it looked and what to do', async () => {
    const refused = connectKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', connectTimeoutMs: 500 });
    await expect(refused).rejects.toMatchObject({
      code: 'service.unavailable',
      retriable: true,
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });
});
