import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectKafka, type KafkaConnection, type PartitionBatch } from '@skein/kafka';
import { testStack } from '../stack/test-stack.ts';
import { topicPrefix } from '../stack/topic-prefix.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { withoutLastPartition } from './produce-answer.ts';

const topic = `${topicPrefix(import.meta.url)}log`;
const batch = (partition: number, value: string): PartitionBatch => ({ topic, partition, records: [{ key: 'k', value }] });

describe('a proxy in front of a broker', () => {
  let direct: KafkaConnection;
  let proxy: TcpProxy;
  let kafka: KafkaConnection;
  const brokers = testStack().brokers;
  const ends = async () => (await direct.admin.offsets(topic)).map(({ end }) => end);

  beforeAll(async () => {
    direct = await connectKafka({ brokers, clientId: 'test' });
    await direct.admin.createTopics([{ topic, partitions: 2, replicationFactor: 1, settings: {} }]);
  });
  afterAll(() => direct.close());
  beforeEach(async () => {
    proxy = await TcpProxy.inFrontOfBroker(brokers[0]!);
    kafka = await connectKafka({ brokers: [proxy.address], clientId: 'test' });
  });
  afterEach(async () => {
    await kafka.close();
    proxy.close();
  });

  it('has every connection of a client, also to the brokers that the broker names', async () => {
    const producer = await kafka.createProducer();
    expect(await producer.produce([batch(0, 'a')])).toMatchObject([{ kind: 'appended' }]);
    proxy.cut();
    proxy.refuse();
    await expect(kafka.createProducer({ timeoutMs: 300 })).rejects.toMatchObject({ code: 'service.unavailable' });
    expect(await producer.produce([batch(0, 'b')])).toMatchObject([{ kind: 'doubt' }]);
    await proxy.accept();
  });

  it('swallows the answer of a produce request and of nothing else: the record is there, and its producer in doubt', async () => {
    const [before] = await ends();
    const producer = await kafka.createProducer({ timeoutMs: 500 });
    const fault = proxy.inject({ on: 'answer', of: ['produce'], act: 'swallow' });
    expect(await producer.produce([batch(0, 'a')])).toMatchObject([{ kind: 'doubt' }]);
    expect(fault.hits).toBe(1);
    expect((await ends())[0]).toBe(before! + 1);
    expect(await kafka.admin.topics()).toContain(topic);
    fault.lift();
  });

  it('takes one partition out of a good answer: that one is in doubt, the other is not', async () => {
    const producer = await kafka.createProducer();
    const fault = proxy.inject({ on: 'answer', of: ['produce'], times: 1, act: { change: withoutLastPartition } });
    expect(await producer.produce([batch(0, 'alone')])).toMatchObject([{ kind: 'appended' }]);
    expect(fault.hits).toBe(0);
    const results = await producer.produce([batch(0, 'a'), batch(1, 'b')]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['appended', 'doubt']);
    expect(producer.discarded).toBe(true);
  });

  it('sends a produce request twice: the broker knows the producer’s repeat and keeps one', async () => {
    const [before] = await ends();
    const producer = await kafka.createProducer();
    const fault = proxy.inject({ on: 'request', of: ['produce'], times: 1, act: 'repeat' });
    expect(await producer.produce([batch(0, 'once')])).toMatchObject([{ kind: 'appended', baseOffset: before }]);
    expect(await producer.produce([batch(0, 'then')])).toMatchObject([{ kind: 'appended', baseOffset: before! + 1 }]);
    expect(fault.hits).toBe(1);
  });
});
