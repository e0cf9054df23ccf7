import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { categories, eventsTopic } from '@skein/contracts';
import { connectKafka } from '@skein/kafka';
import { cursorsChannel } from '@skein/postgres';
import { until } from '@skein/testing';
import kafkajs from 'kafkajs';
import { partitionFinding } from '../../apps/cli/src/doctor/partitions.ts';
import { OperatedSystem } from './operated-system.fixture.ts';

interface Line {
  category: string;
  partition: number;
  owner?: { phase: string; replica?: string };
  store?: { phase: string };
  lag: number;
  seq: number;
  held?: object;
}

describe('the commands of an operator', () => {
  let on: OperatedSystem;
  beforeAll(async () => {
    on = await OperatedSystem.start(import.meta.url);
    await on.work(6);
  }, 120_000);
  afterAll(() => on.stop(), 60_000);

  const history = async () => ({
    records: await on.rows('records'),
    results: await on.rows('command_results'),
    workflows: await on.rows('workflows'),
    steps: await on.rows('steps'),
    approvals: await on.rows('approvals'),
    // That of a whole workflow may be early or over: it is left as long as another one covers what is wanted.
    timers: (await on.rows('timers')).filter((row) => !row.includes('"workflow-ttl"')),
  });
  const clean = async () => expect(await on.skein('verify')).toMatchObject({ code: 0, result: { ok: true, faults: [] } });
  const lineOf = async (partition: number) => {
    const { result } = await on.skein('log', 'partitions', '--all');
    return (result['items'] as Line[]).find((line) => line.category === 'workflow' && line.partition === partition)!;
  };
  const someWorkflow = async () => {
    const [found] = await on.admin.query<{ stream: string; partition: number }>(
      'select stream, partition from workflows order by stream limit 1',
    );
    return found!;
  };

  it('show each partition with who decides and who stores it', async () => {
    const { code, result } = await on.skein('log');
    expect(code).toBe(0);
    const items = result['items'] as Line[];
    expect(items.length).toBeGreaterThan(1);
    for (const item of items) {
      expect(item).toMatchObject({
        owner: { phase: 'ready', replica: expect.stringContaining(`:${process.pid}`) },
        store: { phase: 'ready' },
        lag: 0,
        parked: [],
      });
    }
  });

  it('park a partition: its commands wait, and are decided once when it is released', async () => {
    const { stream, partition } = await someWorkflow();
    const parked = await on.skein('log', 'park', 'workflow', String(partition), '--because', 'a test');
    expect(parked).toMatchObject({ code: 0, result: { held: true, new: true, replicas: [{ phase: 'held' }, { phase: 'held' }] } });
    const note = { type: 'workflow.annotate', data: { text: 'while it is parked' } };
    expect(await on.client.trySend(note, { stream, id: 'parked-note', wait: 'accepted' })).toMatchObject({ status: 'pending' });
    expect(await lineOf(partition)).toMatchObject({ owner: { phase: 'held' }, store: { phase: 'held' }, held: { because: 'a test' } });

    const released = await on.skein('log', 'release', 'workflow', String(partition));
    expect(released).toMatchObject({ code: 0, result: { released: true } });
    expect(await on.client.trySend(note, { stream, id: 'parked-note' })).toMatchObject({ status: 'applied', durable: 'stored' });
    expect(await on.admin.query(`select from records where command_id = 'parked-note'`)).toHaveLength(1);
    await clean();
  });

  it('park a partition beyond the life of the processes that hold it', async () => {
    const { partition } = await someWorkflow();
    expect(await on.skein('log', 'park', 'workflow', String(partition), '--because', 'a test')).toMatchObject({ code: 0 });
    await on.stopServices();
    await on.startServices();
    expect(await lineOf(partition)).toMatchObject({ owner: { phase: 'held' }, store: { phase: 'held' }, held: { because: 'a test' } });
    expect(await on.skein('log', 'release', 'workflow', String(partition))).toMatchObject({ code: 0, result: { released: true } });
    expect(await lineOf(partition)).toMatchObject({ owner: { phase: 'ready' }, store: { phase: 'ready' } });
  }, 60_000);

  it('show that a replica which is frozen does not answer', async () => {
    const other = await on.system.spawn('command-service', { SKEIN_LOCAL_MODE: 'true' });
    const owners = async () => {
      const { result } = await on.skein('log', 'partitions', '--all');
      return (result['items'] as Line[]).flatMap(({ owner }) => owner ?? []);
    };
    const isOther = ({ replica }: { replica?: string }) => replica?.endsWith(`:${other.pid}`);
    const [one] = await until('it to own partitions', async () => {
      const found = (await owners()).filter(isOther);
      return found.length > 0 && found;
    });
    expect(one).toMatchObject({ phase: 'ready' });
    const place = ['workflow', String((await someWorkflow()).partition)];
    expect(await on.skein('log', 'park', ...place, '--because', 'two owners')).toMatchObject({ code: 0, result: { held: true } });
    expect(await lineOf(Number(place[1]))).toMatchObject({ owner: { phase: 'held' }, store: { phase: 'held' } });
    expect(await on.skein('log', 'release', ...place)).toMatchObject({ code: 0, result: { released: true } });
    await other.freeze();
    const silent = (await owners()).filter(({ phase }) => phase === 'no answer');
    other.wake();
    expect(silent).not.toEqual([]);
    expect(await other.stop()).toBe(0);
  }, 60_000);

  it('release a partition that parked by itself, without a restart', async () => {
    const { stream, partition } = await someWorkflow();
    const place = `category = 'workflow' and partition = ${partition}`;
    const moved = new Promise<void>((resolve) => void on.admin.listen(cursorsChannel, { onNotify: () => resolve(), onReconnect: resolve }));
    await on.tamper(`update cursors set cluster_id = 'another' where ${place}`);
    const again = await on.skein('log', 'release', 'workflow', String(partition));
    expect(again).toMatchObject({
      code: 1,
      result: { released: false, replicas: expect.arrayContaining([expect.objectContaining({ parkedBecause: 'log.foreign-topic' })]) },
    });
    await moved;
    expect((await on.skein('log')).err).toContain('is parked by its store');
    const [databaseUrl, brokers] = [on.system.env['DATABASE_URL']!, on.system.env['KAFKA_BROKERS']!.split(',')];
    const doctor = () => partitionFinding({ databaseUrl, brokers, topicPrefix: on.system.prefix });
    expect(await doctor()).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(new RegExp(`workflow:${partition} is parked by its store: .*log\\.foreign-topic`)),
      todo: expect.stringContaining(`skein log release workflow ${partition}`),
    });
    await on.tamper(
      `update cursors c set cluster_id = o.cluster_id from cursors o where c.${place.replace('partition', 'c.partition')} and o.category = 'agent' and o.partition = 0`,
    );
    expect(await on.skein('log', 'release', 'workflow', String(partition))).toMatchObject({ code: 0, result: { released: true } });
    expect(await on.client.workflows.annotate(stream, { text: 'on it goes' })).toMatchObject({ status: 'applied', durable: 'stored' });
    expect(await doctor()).toMatchObject({ state: 'ok' });
  });

  it.each([
    [['log', 'park', 'workflow', '1'], 2, "required option '--because <text>'"],
    [['log', 'park', 'workflow', '99', '--because', 'x'], 2, 'there is no partition workflow:99'],
    [['log', 'release', 'wrkflow', '1'], 2, '"wrkflow" is no category'],
    [['log', 'release', 'workflow', 'one'], 2, '"one" is no partition'],
    [['verify', '--heads', '/nowhere'], 2, 'cannot be read'],
    [['rebuild', 'all'], 2, '"all" cannot be rebuilt'],
    [['rebuild', 'store', 'views'], 2, '"store" cannot be rebuilt together with others'],
    [['rebuild', 'store'], 1, 'rebuild.not-agreed'],
    [['republish'], 1, 'republish.services-running'],
  ])('%j ends with %i and says why', async (line, code, what) => {
    const ended = await on.skein(...line);
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(what)]);
  });

  it('make views and snapshots anew, as they were', async () => {
    const before = await history();
    await on.tamper(
      'delete from steps',
      `update workflows set status = 'failed', open_steps = 7`,
      `insert into approvals select tenant, 'forged', gate, title, detail, risk, roles, quorum, voters, status, requested_by, requested_at, expires_at, closed_at from approvals limit 1`,
      'delete from timers',
      `update snapshots set state = '{}', version = version + 5`,
    );
    const { code, result } = await on.skein('rebuild', 'views', 'snapshots');
    expect([code, result]).toMatchObject([0, { rebuilt: ['views', 'snapshots'], strays: expect.any(Number) }]);
    expect(await history()).toEqual(before);
    const snapshots = await on.rows('snapshots');
    expect(snapshots.length).toBeGreaterThan(0);
    expect(result['rows']).toBe(before.workflows.length + before.steps.length + before.approvals.length + snapshots.length);
    await clean();
  });

  it('read the whole store again from Kafka, beside the services that use it', async () => {
    const before = await history();
    await on.tamper(`update records set value = 'nothing'`, 'delete from command_results');
    expect(await on.skein('rebuild', 'store', '--yes')).toMatchObject({
      code: 0,
      result: { rebuilt: ['store'], records: before.records.length },
    });
    expect(await history()).toEqual(before);
    await on.work(2, 'after-rebuild');
    await clean();
  }, 60_000);

  it('write the topics anew from the store, byte for byte, and everything goes on', async () => {
    const [before, kafka] = [
      await history(),
      await connectKafka({ brokers: on.system.env['KAFKA_BROKERS']!.split(','), clientId: 'test' }),
    ];
    const empty = `category = 'agent' and seq = 0 and partition = (select min(partition) from cursors where category = 'agent' and seq = 0)`;
    try {
      await on.stopServices();
      // As after records that count for nothing, where nothing else came.
      await on.tamper(`update cursors set next_offset = 3, voids = 3, parked_code = 'log.truncated' where ${empty}`);
      expect(await on.skein('rebuild', 'store')).toMatchObject({ code: 1 }); // nobody has said yes
      await kafka.admin.deleteTopics(categories.map((category) => eventsTopic(category, on.system.prefix)));
      const { code, result } = await on.skein('republish');
      expect([code, result]).toMatchObject([0, { records: before.records.length, written: before.records.length }]);
      expect(await on.admin.query(`select next_offset, head_offset, parked_code from cursors where ${empty}`)).toEqual([
        { next_offset: 0, head_offset: -1, parked_code: null },
      ]);
      expect(await on.skein('republish')).toMatchObject({ code: 0, result: { written: 0 } });
      await on.startServices();
      expect(await history()).toEqual(before);
      await clean();
      await on.work(2, 'after-republish');
      await clean();
      expect(await lineOf((await someWorkflow()).partition)).toMatchObject({ lag: 0, owner: { phase: 'ready' } });
    } finally {
      await kafka.close();
    }
  }, 60_000);

  it('do not write topics anew whose records were removed, and say so', async () => {
    await on.stopServices();
    const brokers = on.system.env['KAFKA_BROKERS']!.split(',');
    const admin = new kafkajs.Kafka({ brokers, clientId: 'test', logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    const topic = eventsTopic('workflow', on.system.prefix);
    await admin.fetchTopicMetadata({ topics: [topic] }); // kafkajs asks no broker whose partitions it has not heard of
    const { partition } = await someWorkflow();
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: '-1' }] });
    await admin.disconnect();
    const { code, err } = await on.skein('republish');
    expect([code, err]).toEqual([1, expect.stringContaining(`partition ${partition}: its beginning is gone`)]);
  }, 60_000);

  it('give up what Kafka has lost only when they are told to, and work goes on from there', async () => {
    const kafka = await connectKafka({ brokers: on.system.env['KAFKA_BROKERS']!.split(','), clientId: 'test' });
    await kafka.admin.deleteTopics(categories.map((category) => eventsTopic(category, on.system.prefix)));
    await kafka.close();
    await on.startServices();
    const before = await history();
    expect(await on.skein('rebuild', 'store', '--yes')).toMatchObject({ code: 1, err: expect.stringContaining('rebuild.topic-short') });
    expect(await history()).toEqual(before);
    expect(await on.skein('rebuild', 'store', '--yes', '--give-up')).toMatchObject({ code: 0, result: { rebuilt: ['store'], records: 0 } });
    await on.work(1, 'after-giving-up');
    await clean();
  }, 60_000);
});
