import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { testStack, topicPrefix } from '@skein/testing';
import { readTopic } from './raw-topics.ts';

const topic = `${topicPrefix(import.meta.url)}events`;
const { brokers } = testStack();
const going = new AbortController().signal;

describe('what chaos reads of a topic', () => {
  let kafka: KafkaConnection;

  beforeAll(async () => {
    kafka = await connectKafka({ brokers, clientId: 'test' });
    await kafka.admin.createTopics([{ topic, partitions: 2, replicationFactor: 1, settings: {} }]);
    const producer = await kafka.createProducer();
    const records = ['a', 'b', 'c'].map((value) => ({ key: 'k', value, headers: {} }));
    expect(await producer.produce([{ topic, partition: 0, records }])).toMatchObject([{ kind: 'appended' }]);
    await producer.close();
  });
  afterAll(() => kafka.close());

  const read = async (stored: [number, number][], signal = going) => {
    const { values, findings } = await readTopic(brokers, { category: 'workflow', topic }, new Map(stored), signal);
    return { values: [...values.values()].map((own) => own.join('')), findings };
  };

  it('is what lies before the offsets that the store has come to', async () => {
    expect(await read([[0, 2]])).toEqual({ values: ['ab'], findings: [] });
  });

  it('ends where Kafka ends, and what the store has read beyond that is found to be lost', async () => {
    const { values, findings } = await read([
      [0, 5],
      [1, 1],
    ]);
    expect(values).toEqual(['abc', '']);
    expect(findings).toEqual([
      { rule: 'chaos.short-topic', detail: 'workflow:0: the topic ends at offset 3, the store has read to 5' },
      { rule: 'chaos.short-topic', detail: 'workflow:1: the topic ends at offset 0, the store has read to 1' },
    ]);
  });

  it('is not waited for once the run is interrupted', async () => {
    await expect(read([[0, 3]], AbortSignal.abort(new Error('interrupted')))).rejects.toThrow('interrupted');
  });
});
