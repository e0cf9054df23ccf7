import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { testStack, topicPrefix } from '@skein/testing';
import { TcpProxy } from '@skein/testing/faults';
import { ProduceLane } from './produce-lane.ts';

const topic = `${topicPrefix(import.meta.url)}log`;
const MEGABYTE = 1024 * 1024;

let proxy: TcpProxy;
let kafka: KafkaConnection;
beforeAll(async () => {
  proxy = await TcpProxy.inFrontOfBroker(testStack().brokers[0]!);
  kafka = await connectKafka({ brokers: [proxy.address], clientId: 'test' });
  await kafka.admin.createTopics([{ topic, partitions: 8, replicationFactor: 1, settings: { 'max.message.bytes': String(8 * MEGABYTE) } }]);
});
afterAll(async () => {
  await kafka.close();
  proxy.close();
});

it('what has gathered goes out together, but never more than 16 MiB in one request', async () => {
  const lane = new ProduceLane(() => kafka.createProducer({ timeoutMs: 30_000 }));
  const sizes: number[] = [];
  const noted = (bytes: Buffer) => sizes.push(bytes.length) < 0;
  proxy.inject({ on: 'request', of: ['produce'], where: noted, act: 'swallow' });
  const held = proxy.inject({ on: 'request', of: ['produce'], times: 1, act: 'hold' });
  const append = (partition: number, bytes: number) =>
    lane.append({ topic, partition, records: [{ key: 'k', value: Buffer.alloc(bytes, 120) }] }, { alone: false });
  const ahead = append(0, 10);
  await held.reached(1);
  const gathered = [1, 2, 3, 4, 5, 6, 7].map((partition) => append(partition, 3 * MEGABYTE));
  held.lift();
  const results = await Promise.all([ahead, ...gathered]);
  expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'appended'));
  expect(sizes.map((size) => Math.floor(size / (3 * MEGABYTE)))).toEqual([0, 5, 2]);
});
