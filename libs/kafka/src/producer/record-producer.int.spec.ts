import { testStack, topicPrefix } from '@skein/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectKafka, type KafkaConnection, type PartitionBatch } from '../index.ts';

const topic = `${topicPrefix(import.meta.url)}log`;
const batch = (partition: number, count: number, value = 'x'): PartitionBatch => ({
  topic,
  partition,
  records: Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value })),
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('a producer', () => {
  let kafka: KafkaConnection;
  const endOf = (partition: number) => kafka.admin.endOffset(topic, partition);

  beforeAll(async () => {
    kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
    const settings = { 'max.message.bytes': '100000' };
    await kafka.admin.createTopics([{ topic, partitions: 9, replicationFactor: 1, settings }]);
  });
  afterAll(() => kafka.close());

  it('answers for each batch at which offset it begins, in the order given', async () => {
    const producer = await kafka.createProducer();
    expect(await producer.produce([batch(1, 3), batch(0, 2)])).toEqual([
      { kind: 'appended', baseOffset: 0 },
      { kind: 'appended', baseOffset: 0 },
    ]);
    expect(await producer.produce([batch(0, 1), batch(1, 1)])).toEqual([
      { kind: 'appended', baseOffset: 2 },
      { kind: 'appended', baseOffset: 3 },
    ]);
    expect(await Promise.all([endOf(0), endOf(1)])).toEqual([3, 4]);
  });

  it('refuses a batch that is too large for the topic and appends the others of the same request', async () => {
    const producer = await kafka.createProducer();
    expect(await producer.produce([batch(2, 1), batch(3, 1, 'x'.repeat(200_000))])).toEqual([
      { kind: 'appended', baseOffset: 0 },
      { kind: 'refused', why: 'too-large', detail: 'MESSAGE_TOO_LARGE' },
    ]);
    expect(await Promise.all([endOf(2), endOf(3)])).toEqual([1, 0]);
  });

  it('keeps nothing of requests that are over', async () => {
    const producer = await kafka.createProducer();
    const produce = async (times: number) => {
      for (let n = 0; n < times; n++) await producer.produce([batch(8, 1)]);
      collect();
      return process.memoryUsage().heapUsed;
    };
    await produce(500);
    const before = await produce(500);
    const keptOfEach = ((await produce(2_000)) - before) / 2_000;
    expect(keptOfEach).toBeLessThan(200); // bytes
  });

  it('can be replaced after a refusal, and its successor goes on', async () => {
    const first = await kafka.createProducer();
    await first.produce([batch(4, 1, 'x'.repeat(200_000))]);
    expect(first.discarded).toBe(true);
    const second = await kafka.createProducer();
    expect(await second.produce([batch(4, 2)])).toEqual([{ kind: 'appended', baseOffset: 0 }]);
  });

  it('is in doubt about what was in flight when it was discarded, and sends nothing afterwards', async () => {
    const producer = await kafka.createProducer();
    const inFlight = producer.produce([batch(5, 1), batch(6, 1)]);
    producer.discard();
    expect((await inFlight).map(({ kind }) => kind)).toEqual(['doubt', 'doubt']);
    expect((await producer.produce([batch(5, 1)])).map(({ kind }) => kind)).toEqual(['not-sent']);
  });

  it('does not send a second batch of a partition while the first is in flight', async () => {
    const producer = await kafka.createProducer();
    const [first, second] = await Promise.all([producer.produce([batch(7, 1)]), producer.produce([batch(7, 1)])]);
    expect([first[0]?.kind, second[0]?.kind]).toEqual(['appended', 'not-sent']);
    expect(await endOf(7)).toBe(1);
    expect((await producer.produce([batch(7, 1)]))[0]).toEqual({ kind: 'appended', baseOffset: 1 });
  });

  it('is in doubt about a topic that does not exist', async () => {
    const producer = await kafka.createProducer();
    const [result] = await producer.produce([{ ...batch(0, 1), topic: `${topic}-missing` }]);
    expect(result).toMatchObject({ kind: 'doubt', why: expect.stringContaining('UNKNOWN_TOPIC_OR_PARTITION') });
  });
});
