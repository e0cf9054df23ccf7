import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyOf, StartWorkflow } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { callReplicas, removeHold, setHold, type PartitionStatus } from '@skein/postgres';
import { until } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { askReplicas } from '../../apps/cli/src/log/ask-replicas.ts';
import { FailingSystem, type Replica } from '../failures/failing-system.fixture.ts';

const place = { category: 'workflow', partition: 0 } as const;

describe('a partition whose owner has one command undecided and reads the next ones', () => {
  let failing: FailingSystem;
  let kafka: KafkaConnection;
  let owner: Replica;

  beforeAll(async () => {
    failing = await FailingSystem.open(import.meta.url);
    kafka = await connectKafka({ brokers: failing.system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
    await failing.replica('event-store');
  }, 60_000);
  afterAll(async () => {
    await kafka.close();
    await failing.close();
  }, 60_000);

  const start = StartWorkflow({ title: 'x' });
  const commandRecord = (stream: string) => ({
    key: keyOf('acme', stream),
    value: JSON.stringify({
      ...{ specversion: '1.0', source: 'test', type: 'dev.skein.workflow.start-workflow.v1', tenant: 'acme', actor: 'bob' },
      ...{ id: 'start', subject: stream, data: start.data },
    }),
  });
  const unreadable = { key: 'x', value: 'no JSON at all' };
  const produce = async (partition: number, ...records: { key: string; value: string }[]) => {
    const producer = await kafka.createProducer();
    const [result] = await producer.produce([{ topic: failing.commandsTopic(), partition, records }]);
    await producer.close();
    if (result?.kind !== 'appended') throw new Error(`not appended: ${JSON.stringify(result)}`);
    return result.baseOffset;
  };
  const committed = async (partition: number) =>
    (await kafka.admin.committed(`${failing.system.prefix}command-service`, failing.commandsTopic())).get(partition);
  const isPlace = (one: PartitionStatus) => one.part === 'owner' && one.category === place.category && one.partition === place.partition;
  const ownerIs = (what: string, fits: (status: PartitionStatus) => boolean) =>
    until(what, async () => (await askReplicas(failing.system.database, 500, (told) => told.some(isPlace))).filter(isPlace).some(fits));
  const stored = (...streams: string[]) =>
    until('their outcomes', async () => {
      const found = await failing.system.database.query(
        `select from event_store.command_results where command_id = 'start' and stream = any($1)`,
        [streams],
      );
      return found.length === streams.length;
    });

  const interferences: [string, () => Promise<void>][] = [
    ['is begun with anew', () => callReplicas(failing.system.database, { do: 'restart', ...place })],
    [
      'is parked and released',
      async () => {
        await setHold(failing.system.database, { ...place, because: 'a test', heldBy: 'a test' });
        await callReplicas(failing.system.database, { do: 'holds' });
        await ownerIs('the partition is parked', ({ phase }) => phase === 'held');
        await removeHold(failing.system.database, place);
        await callReplicas(failing.system.database, { do: 'holds' });
      },
    ],
  ];
  it.each(interferences.slice(0, process.env.SKEIN_PROOF ? 2 : 1))(
    '%s, and no commit passes the undecided one, so that whoever goes on after a crash decides it',
    async (_, interfere) => {
      const { database } = failing.system;
      owner = await failing.replica('command-service', { SKEIN_LOCAL_MODE: 'true' });
      await failing.caller.send(owner.app.url, start, { stream: failing.streamIn(0) });
      const appends = owner.broker.inject({ on: 'request', of: ['produce'], act: 'hold' });
      const [undecided, behind] = [failing.streamIn(0), failing.streamIn(0)];
      const offset = await produce(0, commandRecord(undecided));
      await appends.reached(1);

      // The next batch stays in its handler for as long as its dead letter cannot be written.
      const handled = Promise.withResolvers<void>();
      const locked = Promise.withResolvers<void>();
      const lock = database.transaction(async (tx) => {
        await tx.execute('lock table command_service.dead_letters in exclusive mode');
        locked.resolve();
        await handled.promise;
      });
      await Promise.race([locked.promise, lock]);
      await produce(0, unreadable, commandRecord(behind));
      const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into command_service.dead_letters%'`;
      await until('the batch is in its handler', async () => (await database.query(waits)).length > 0);
      await interfere();
      await ownerIs('the owner has begun anew', ({ phase, waiting }) => phase === 'ready' && waiting === 0);
      handled.resolve();
      await lock;

      await ownerIs('both commands are taken in', ({ waiting }) => waiting >= 2);
      // One request commits for all partitions: what it may say of this one has been said when it has passed the other.
      const passed = (await produce(1, { key: 'x', value: randomUUID() })) + 1;
      await until('the next commit', async () => (await committed(1)) === passed);
      expect(await committed(0)).toBe(offset);

      await owner.app.kill();
      owner = await failing.replica('command-service', { SKEIN_LOCAL_MODE: 'true' });
      await stored(undecided, behind);
      await failing.check();
      await owner.app.stop();
    },
    60_000,
  );
});
