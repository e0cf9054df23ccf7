import { testStack, topicPrefix } from '@skein/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connectKafka,
  type AssignmentChange,
  type BatchConsumer,
  type ConsumedRecord,
  type ConsumeOptions,
  type KafkaConnection,
} from '../index.ts';

const prefix = topicPrefix(import.meta.url);
const noCrash = (error: Error) => {
  throw error;
};

/** Gathers records and lets a test wait until there are enough. */
class Gathered {
  readonly records: (ConsumedRecord & { partition: number })[] = [];
  readonly changes: AssignmentChange[] = [];
  #check = () => {};

  readonly onBatch: ConsumeOptions['onBatch'] = async ({ partition, records }) => {
    this.records.push(...records.map((record) => ({ ...record, partition })));
    this.#check();
  };
  readonly onAssignment = (change: AssignmentChange) => {
    this.changes.push(change);
    this.#check();
  };

  when(true_: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (this.#check = () => true_() && resolve());
    check();
    return promise;
  }

  values = () => this.records.map(({ value }) => String(value));
}

describe('a consumer', () => {
  let kafka: KafkaConnection;
  let made = 0;

  beforeAll(async () => {
    kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
  });
  afterAll(() => kafka.close());

  const newTopic = async (partitions = 1) => {
    const topic = `${prefix}${++made}`;
    await kafka.admin.createTopics([{ topic, partitions, replicationFactor: 1, settings: {} }]);
    return topic;
  };
  const produce = async (topic: string, partition: number, ...values: string[]) => {
    const producer = await kafka.createProducer();
    const records = values.map((value) => ({ key: 'k', value, headers: { 'content-type': 'text/plain' } }));
    expect(await producer.produce([{ topic, partition, records }])).toMatchObject([{ kind: 'appended' }]);
    await producer.close();
  };
  const consume = (topic: string, gathered: Gathered, more: Partial<ConsumeOptions> = {}): Promise<BatchConsumer> =>
    kafka.consume({
      groupId: `${topic}-group`,
      topics: [topic],
      onBatch: gathered.onBatch,
      onAssignment: gathered.onAssignment,
      onCrash: noCrash,
      ...more,
    });

  it('delivers records with offset, key, value, headers and the end of the log', async () => {
    const topic = await newTopic();
    await produce(topic, 0, 'a', 'b');
    const seen = Promise.withResolvers<Parameters<ConsumeOptions['onBatch']>[0]>();
    const consumer = await consume(topic, new Gathered(), { onBatch: async (batch) => seen.resolve(batch) });
    const batch = await seen.promise;
    expect(batch).toMatchObject({ topic, partition: 0, highWatermark: 2 });
    expect(batch.records.map(({ offset, key, headers }) => ({ offset, key, headers }))).toEqual([
      { offset: 0, key: 'k', headers: { 'content-type': 'text/plain' } },
      { offset: 1, key: 'k', headers: { 'content-type': 'text/plain' } },
    ]);
    await consumer.stop();
  });

  it('delivers nothing before the offset that it was told to start from', async () => {
    const topic = await newTopic();
    await produce(topic, 0, 'a', 'b', 'c', 'd');
    const gathered = new Gathered();
    const consumer = await consume(topic, gathered, { startOffset: async () => 2 });
    await gathered.when(() => gathered.records.length >= 2);
    expect(gathered.values()).toEqual(['c', 'd']);
    await consumer.stop();
  });

  it('leaves a partition without a start alone until it is sought', async () => {
    const topic = await newTopic();
    await produce(topic, 0, 'a', 'b');
    const gathered = new Gathered();
    const consumer = await consume(topic, gathered, { startOffset: async () => undefined });
    expect(consumer.seek({ topic, partition: 0 }, 1)).toBe(true);
    await gathered.when(() => gathered.records.length > 0);
    expect(gathered.values()).toEqual(['b']);
    expect(consumer.seek({ topic, partition: 9 }, 1)).toBe(false);
    await consumer.stop();
  });

  it('begins where the group has committed, and commits nothing by itself', async () => {
    const topic = await newTopic();
    await produce(topic, 0, 'a', 'b', 'c');
    const [first, second, third] = [new Gathered(), new Gathered(), new Gathered()];
    const one = await consume(topic, first);
    await first.when(() => first.records.length === 3);
    await one.stop();
    expect(await kafka.admin.committed(`${topic}-group`, topic)).toEqual(new Map());

    const two = await consume(topic, second);
    await second.when(() => second.records.length === 3);
    expect(await two.commit([{ topic, partition: 0, offset: 2 }])).toBe(true);
    expect(await kafka.admin.lag(`${topic}-group`, topic)).toBe(1);
    await two.stop();

    const three = await consume(topic, third);
    await third.when(() => third.records.length > 0);
    expect(third.values()).toEqual(['c']);
    await three.stop();
  });

  it('tells what was added, kept and lost, and does not repeat kept partitions', async () => {
    const topic = await newTopic(2);
    const [first, second] = [new Gathered(), new Gathered()];
    const one = await consume(topic, first);
    await produce(topic, 0, 'a');
    await produce(topic, 1, 'b');
    await first.when(() => first.records.length === 2);

    const two = await consume(topic, second);
    await first.when(() => first.changes.length === 2);
    const [kept] = first.changes[1]!.kept;
    expect(first.changes[0]).toMatchObject({ added: [{ partition: 0 }, { partition: 1 }], kept: [], lost: [] });
    expect(first.changes[1]).toMatchObject({ added: [], kept: [kept], lost: [{ partition: 1 - kept!.partition }] });
    await produce(topic, kept!.partition, 'c');
    await first.when(() => first.records.length >= 3);
    expect(first.values().sort()).toEqual(['a', 'b', 'c']);

    await two.stop();
    await first.when(() => first.changes.length === 3);
    expect(first.changes[2]).toMatchObject({ kept: [kept], added: [{ partition: 1 - kept!.partition }], lost: [] });
    await one.stop();
    expect(first.changes.at(-1)!.lost).toHaveLength(2);
  });

  it('gives the same records again when the handler throws, be it a TypeError', async () => {
    const topic = await newTopic();
    await produce(topic, 0, 'a');
    const gathered = new Gathered();
    let calls = 0;
    const consumer = await consume(topic, gathered, {
      onBatch: async (batch) => {
        if (++calls < 3) throw new TypeError('a mistake');
        await gathered.onBatch(batch);
      },
    });
    await gathered.when(() => gathered.records.length > 0);
    expect([calls, ...gathered.values()]).toEqual([3, 'a']);
    await consumer.stop();
  });

  it.each([0, 1])('gives nothing of a batch again whose handler was at work when its partition was sought, to %i', async (sought) => {
    const topic = await newTopic();
    const gathered = new Gathered();
    const consumer = await consume(topic, gathered, {
      onBatch: async (batch) => {
        await gathered.onBatch(batch);
        if (gathered.records.length !== 2) return;
        consumer.seek({ topic, partition: 0 }, sought);
        expect(batch.signal.aborted).toBe(true);
        throw new Error('given up');
      },
    });
    await produce(topic, 0, 'a');
    await gathered.when(() => gathered.records.length === 1);
    await produce(topic, 0, 'b');
    await gathered.when(() => gathered.records.length >= 4 - sought);
    expect(gathered.values()).toEqual(sought === 0 ? ['a', 'b', 'a', 'b'] : ['a', 'b', 'b']);
    await consumer.stop();
  });

  it('delivers nothing of a paused partition until it is resumed', async () => {
    const topic = await newTopic(2);
    const gathered = new Gathered();
    const consumer = await consume(topic, gathered);
    consumer.pause([{ topic, partition: 0 }]);
    await produce(topic, 0, 'paused');
    await produce(topic, 1, 'flowing');
    await gathered.when(() => gathered.records.length > 0);
    expect(gathered.values()).toEqual(['flowing']);
    consumer.resume([{ topic, partition: 0 }]);
    await gathered.when(() => gathered.records.length === 2);
    await consumer.stop();
  });

  it('says that the log was truncated when a topic was made anew under it', async () => {
    const topic = await newTopic();
    await produce(topic, 0, 'a', 'b', 'c');
    await kafka.admin.deleteTopics([topic]);
    await kafka.admin.createTopics([{ topic, partitions: 1, replicationFactor: 1, settings: {} }]);
    await produce(topic, 0, 'other');
    const [gathered, truncated] = [new Gathered(), Promise.withResolvers<Error>()];
    const consumer = await consume(topic, gathered, { startOffset: async () => 3, onTruncated: truncated.resolve });
    expect(await truncated.promise).toMatchObject({ code: 'log.truncated', facts: { topic, partition: 0, position: 3, end: 1 } });
    expect(gathered.values()).toEqual([]);
    await consumer.stop();
  });

  it('is refused in a group that reads other topics', async () => {
    const [topic, other] = [await newTopic(), await newTopic()];
    const consumer = await consume(topic, new Gathered());
    await expect(consume(other, new Gathered(), { groupId: `${topic}-group` })).rejects.toMatchObject({
      code: 'service.failed',
      facts: { others: [topic] },
    });
    await consumer.stop();
  });
});

describe('a reader', () => {
  it('reads partitions from given offsets and leaves no group behind', async () => {
    const kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
    const topic = `${prefix}reader`;
    await kafka.admin.createTopics([{ topic, partitions: 3, replicationFactor: 1, settings: {} }]);
    const producer = await kafka.createProducer();
    const records = ['a', 'b', 'c'].map((value) => ({ key: 'k', value }));
    await producer.produce([0, 1, 2].map((partition) => ({ topic, partition, records })));
    const gathered = new Gathered();
    const reader = await kafka.read({
      topic,
      partitions: [
        { partition: 0, offset: 2 },
        { partition: 2, offset: 1 },
      ],
      onRecords: gathered.onBatch,
      onCrash: noCrash,
    });
    await gathered.when(() => gathered.records.length >= 3);
    expect(gathered.records.map(({ partition, offset }) => `${partition}:${offset}`).sort()).toEqual(['0:2', '2:1', '2:2']);
    const own = await groupReading(kafka, topic);
    await reader.stop();
    expect(await kafka.admin.groups()).not.toContain(own);
    await kafka.close();
  });
});

/** The reader's group, among those of other tests that run at the same time. */
async function groupReading(kafka: KafkaConnection, topic: string): Promise<string> {
  for (const group of (await kafka.admin.groups()).filter((one) => one.startsWith('skein-reader-'))) {
    if ((await kafka.admin.topicsOfGroup(group)).has(topic)) return group;
  }
  throw new Error(`no reader reads ${topic}`);
}
