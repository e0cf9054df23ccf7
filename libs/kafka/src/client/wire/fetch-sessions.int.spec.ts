import { expect, it } from '@jest/globals';
import { testStack, topicPrefix } from '@skein/testing';
import { kafkajs } from '../kafkajs.ts';

const topic = `${topicPrefix(import.meta.url)}eight`;

it('is told by a real broker of all partitions once, and then only of those with records', async () => {
  const kafka = new kafkajs.Kafka({ brokers: [...testStack().brokers], clientId: 'test', logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.createTopics({ topics: [{ topic, numPartitions: 8, replicationFactor: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `${topic}-group`, maxWaitTimeInMs: 20 });
  const sizes: number[] = [];
  const fetched = Promise.withResolvers<void>();
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    if (payload.apiName !== 'Fetch') return;
    sizes.push(payload.size);
    if (sizes.length === 4) fetched.resolve();
  });
  const got = Promise.withResolvers<string>();
  const producer = kafka.producer();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ partition, message }) => got.resolve(`${partition}: ${message.value}`) });
    await fetched.promise;
    const [first, ...later] = sizes as [number, ...number[]];
    expect(first).toBeGreaterThan(8 * 30);
    for (const size of later) expect(size).toBeLessThan(30);

    await producer.connect();
    await producer.send({ topic, messages: [{ partition: 5, value: 'hello' }] });
    expect(await got.promise).toBe('5: hello');
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
  }
});
