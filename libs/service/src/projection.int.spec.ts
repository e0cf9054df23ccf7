import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventsTopic, StartThread } from '@skein/contracts';
import { connectKafka, ensureTopics, type KafkaConnection } from '@skein/kafka';
import { configOf, Lifecycle, loadConfig, Log, Readiness } from '@skein/platform';
import { migrate, openDatabase, positionsTable, sqlMigration, type Database } from '@skein/postgres';
import { createDatabase, PartitionLog, testStack, topicPrefix, type TestDatabase } from '@skein/testing';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Projection, type ProjectionHandler } from './projection.ts';
import { projectionShape } from './service-shape.ts';

const RECORDS = 6;
const prefix = topicPrefix(import.meta.url);

/** Keeps in memory what the table has. */
class Threads implements ProjectionHandler<string[]> {
  readonly category = 'memory';
  readonly schema = 'memory';
  readonly inMemory = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly indexed: () => void = () => undefined,
  ) {}

  async prepare(): Promise<void> {
    const rows = await this.database.query<{ thread: string }>('select thread from memory.threads');
    this.inMemory.clear();
    for (const { thread } of rows) this.inMemory.add(thread);
  }

  async apply(...[tx, events]: Parameters<ProjectionHandler['apply']>): Promise<string[]> {
    const threads = events.map(({ subject }) => subject);
    for (const thread of threads) await tx.execute('insert into memory.threads values ($1)', [thread]);
    return threads;
  }

  applied(threads: string[]): Promise<void> {
    this.indexed();
    for (const thread of threads) this.inMemory.add(thread);
    return Promise.resolve();
  }
}

describe('a projection that keeps something in memory', () => {
  // A store that has not stored anything yet: all there is comes from the topic.
  const store = createServer((_, response) => void response.setHeader('content-type', 'application/json').end('{"items":[]}'));
  let kafka: KafkaConnection;
  let place: TestDatabase;
  let database: Database;
  const running: Projection<string[]>[] = [];

  beforeAll(async () => {
    kafka = await connectKafka({ brokers: testStack().brokers, clientId: 'test' });
    await ensureTopics(kafka.admin, { prefix, partitions: 2 });
    place = await createDatabase('projection');
    const create = sqlMigration('CreateThreads2026010100001', [
      positionsTable('memory'),
      'create table memory.threads (thread text primary key)',
    ]);
    await migrate({ url: place.url, schema: 'memory', role: 'skein_memory', migrations: [create] });
    database = await openDatabase({ url: place.url, schema: 'memory', role: 'skein_memory', applicationName: 'test' });
    await once(store.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    for (const projection of running) await projection.onModuleDestroy();
    store.closeAllConnections();
    store.close();
    await kafka.close();
    await database.close();
    await place.drop();
  });

  const start = async (threads: Threads) => {
    const settings = loadConfig(configOf(projectionShape).schema, {
      ...{ KAFKA_BROKERS: 'as connected', DATABASE_URL: place.url, TOPIC_PREFIX: prefix, PARTITIONS: '2', SKEIN_API_KEY: 'sk_test' },
      EVENT_STORE_URL: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
    });
    const log = Log.to('test', 'silent');
    const projection = new Projection(threads, settings, database, kafka, log, new Readiness(new Lifecycle(), log));
    running.push(projection);
    await projection.onApplicationBootstrap();
    return projection;
  };

  it('has everything of a position that is reached, whoever has moved it and whatever failed after the commit', async () => {
    let failures = 0;
    const failingOnce = () => {
      if (failures++ === 0) throw new Error('on purpose');
    };
    const [one, other, failing] = [new Threads(database), new Threads(database), new Threads(database, failingOnce)];
    const projections = await Promise.all([one, other, failing].map(start));
    const producer = await kafka.createProducer();
    const logs = [0, 1].map((partition) => new PartitionLog('memory', partition));
    for (let n = 1; n <= RECORDS; n++) {
      for (const log of logs) {
        log.send(StartThread({ title: 'Talk' }), { stream: `t${log.partition}-${n}` });
        const { partition } = log;
        const [result] = await producer.produce([{ topic: eventsTopic('memory', prefix), partition, records: log.outgoing().slice(-1) }]);
        expect(result?.kind).toBe('appended');
      }
      // One after the other: each time somebody comes first, and the others lose.
      for (const projection of projections) for (const { partition } of logs) await projection.reach(`memory:${partition}:${n}`, 30_000);
      for (const { inMemory } of [one, other, failing]) expect(inMemory.size).toBe(2 * n);
    }
  });

  it('refuses to wait for a partition that does not exist', async () => {
    await expect(running[0]!.reach('memory:2:1', 3_600_000)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
