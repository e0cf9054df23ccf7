import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Annotate, Approve, eventsTopic, StartWorkflow, type HistoryRecord, type PartitionView } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { PartitionLog, testStack, topicPrefix } from '@skein/testing';
import { answerJson, StandInServer } from '../fixtures/stand-in-server.fixture.ts';
import { SkeinClient, subscribe, type Batch, type SubscribeOptions, type SubscriberPosition } from '../index.ts';

const prefix = topicPrefix(import.meta.url);
const RECORDS = 12;

/** A log of 12 records, and the same among garbage, repeats and the late batch of an owner that was overtaken. */
function noisyLog(partition: number) {
  const log = new PartitionLog('workflow', partition);
  for (const stream of ['w1', 'w2', 'w3']) {
    log.send(StartWorkflow({ title: stream }), { stream });
    log.send(Annotate({ text: 'one' }), { stream });
    log.send(Approve({ gate: 'none' }), { stream });
    log.send(Annotate({ text: 'two' }), { stream });
  }
  const late = new PartitionLog('workflow', partition);
  late.send(StartWorkflow({ title: 'late' }));
  const topic = log.records.flatMap(({ value }, index) => {
    const accepted = { value, index };
    if ((index + partition) % 4 === 0) return [{ value: 'garbage', index: -1 }, accepted, { value, index: -1 }];
    if ((index + partition) % 4 === 1 && index > 0) return [{ value: late.records[0]!.value, index: -1 }, accepted];
    return [accepted];
  });
  return { log, topic: [...topic, { value: 'garbage at the end', index: -1 }] };
}

describe('a subscription on the real broker', () => {
  let kafka: KafkaConnection;
  let server: StandInServer;
  let client: SkeinClient;
  let made = 0;
  let history: (HistoryRecord & { partition: number })[] = [];

  beforeAll(async () => {
    kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
    server = await new StandInServer(({ url }, response) => {
      const { pathname, searchParams: asked } = new URL(url, 'http://store');
      const of = (name: string) => Number(asked.get(name));
      if (pathname === '/v1/log/partitions') return answerJson(response, { items: [] satisfies PartitionView[] });
      const page = history.filter(({ partition, seq }) => partition === of('partition') && seq > of('afterSeq')).slice(0, of('limit'));
      answerJson(response, { items: page });
    }).start();
    client = new SkeinClient({ url: server.url, key: 'sk_test' });
  });
  afterAll(async () => {
    await server.stop();
    await kafka.close();
  });

  /** Puts a log into each partition, and into the store what comes before the partition's cut. */
  const fill = async (cuts: readonly number[]): Promise<string> => {
    const topicPrefix = `${prefix}${++made}-`;
    const topic = eventsTopic('workflow', topicPrefix);
    await kafka.admin.createTopics([{ topic, partitions: cuts.length, replicationFactor: 1, settings: {} }]);
    const logs = cuts.map((_, partition) => noisyLog(partition));
    const producer = await kafka.createProducer();
    const batches = logs.map(({ topic: sent }, partition) => ({
      topic,
      partition,
      records: sent.map(({ value }) => ({ key: 'k', value })),
    }));
    const results = await producer.produce(batches);
    await producer.close();
    // a broker that has just started may leave a batch in doubt: it is in the topic never, once or twice
    if (results.some(({ kind }) => kind !== 'appended') && made < 10) return await fill(cuts);
    history = logs.flatMap(({ log, topic: sent }, partition) =>
      log.records.slice(0, cuts[partition]).map(({ record, value, hash }, index) => {
        const offset = sent.findIndex((one) => one.index === index);
        return { category: 'workflow' as const, partition, seq: record.seq, offset, hash, value };
      }),
    );
    return topicPrefix;
  };

  class Handled {
    readonly batches: Batch[] = [];
    readonly handler = (batch: Batch) => void this.batches.push(batch);
    seqs = (partition: number) =>
      this.batches
        .filter((batch) => batch.partition === partition)
        .flatMap(({ events, outcomes }) => [...events, ...outcomes].map(({ seq }) => seq).sort((a, b) => a - b));
  }

  const until = async (options: Pick<SubscribeOptions, 'topicPrefix' | 'from' | 'handler' | 'batchSize'>) => {
    const caughtUp = Promise.withResolvers<void>();
    const onTrouble: SubscribeOptions['onTrouble'] = ({ error }) => caughtUp.reject(error);
    const subscription = subscribe({ client, kafka, category: 'workflow', ...options, onCaughtUp: caughtUp.resolve, onTrouble });
    await caughtUp.promise.finally(() => subscription.stop());
    return subscription;
  };
  const whole = Array.from({ length: RECORDS }, (_, index) => index + 1);

  it('hands on each record once and in order, wherever history ends and the topic goes on', async () => {
    const cuts = Array.from({ length: RECORDS + 1 }, (_, cut) => cut);
    const topicPrefix = await fill(cuts);
    const handled = new Handled();
    const subscription = await until({ topicPrefix, handler: handled.handler, batchSize: 5 });
    for (const partition of cuts) expect(handled.seqs(partition)).toEqual(whole);
    expect(subscription.positions).toHaveLength(cuts.length);
    expect(handled.batches.flatMap(({ outcomes }) => outcomes)).toHaveLength(3 * cuts.length);
  });

  it('goes on from stored positions', async () => {
    const topicPrefix = await fill([4, 9]);
    const [first, second] = [new Handled(), new Handled()];
    let positions: SubscriberPosition[] = [];
    const killed = Promise.withResolvers<void>();
    const handler = (batch: Batch) => {
      if (first.batches.length === 5) killed.resolve();
      if (first.batches.length === 5) throw new Error('killed');
      first.handler(batch);
      positions = [...positions.filter(({ partition }) => partition !== batch.partition), batch.position];
    };
    const subscription = subscribe({ client, kafka, category: 'workflow', topicPrefix, batchSize: 3, handler });
    await killed.promise;
    await subscription.stop();
    await until({ topicPrefix, from: JSON.parse(JSON.stringify(positions)) as SubscriberPosition[], handler: second.handler });
    for (const partition of [0, 1]) expect([...first.seqs(partition), ...second.seqs(partition)]).toEqual(whole);
  });

  it('hands on what is appended later, and lets callers wait for it', async () => {
    const topicPrefix = await fill([0]);
    const handled = new Handled();
    const subscription = subscribe({ client, kafka, category: 'workflow', topicPrefix, handler: handled.handler });
    expect(await subscription.reached(`workflow:0:${RECORDS}`, 30_000)).toBe(true);
    expect(await subscription.reached(`workflow:0:${RECORDS + 1}`, 0)).toBe(false);
    const { log } = noisyLog(0);
    const [more] = log.send(Annotate({ text: 'later' }), { stream: 'w1' });
    const producer = await kafka.createProducer();
    await producer.produce([{ topic: eventsTopic('workflow', topicPrefix), partition: 0, records: [{ key: 'k', value: more!.value }] }]);
    await producer.close();
    expect(await subscription.reached(`workflow:0:${RECORDS + 1}`, 30_000)).toBe(true);
    await subscription.stop();
    expect(handled.seqs(0)).toEqual([...whole, RECORDS + 1]);
  });

  it('refuses a topic that ends before what was read', async () => {
    const topicPrefix = await fill([0]);
    const handled = new Handled();
    const { positions } = await until({ topicPrefix, handler: handled.handler });
    const from = positions.map((position) => ({ ...position, nextOffset: 1_000 }));
    await expect(until({ topicPrefix, from, handler: handled.handler })).rejects.toMatchObject({ code: 'log.truncated' });
  });

  it('says that a history with holes cannot be followed', async () => {
    const topicPrefix = await fill([6]);
    history = history.filter(({ seq }) => seq !== 3);
    await expect(until({ topicPrefix, handler: () => {} })).rejects.toMatchObject({ code: 'log.seq-mismatch' });
  });
});
