import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { keyOf, partitionOf } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import type { RunningApp } from '@skein/platform';
import { runSystem, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';

const PARTITIONS = 4;

describe('commands that come to the wrong place', () => {
  let system: RunningSystem;
  let kafka: KafkaConnection;
  let replicas: RunningApp[];
  let key: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url, { partitions: PARTITIONS });
    await system.start('event-store', EventStore);
    const localMode = { SKEIN_LOCAL_MODE: 'true' };
    replicas = [
      await system.start('command-service', CommandService, localMode),
      await system.start('command-service', CommandService, localMode),
    ];
    key = await system.key();
    kafka = await connectKafka({ brokers: system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
  }, 120_000);
  afterAll(async () => {
    await kafka.close();
    await system.stop();
  }, 60_000);

  const clientOf = ({ url }: RunningApp) => new SkeinClient({ url, key, readYourWrites: false });

  it('are answered by any replica, whichever owns the partition', async () => {
    const streams = Array.from({ length: 16 }, () => `wf-${randomUUID()}`);
    expect(new Set(streams.map((stream) => partitionOf(keyOf('acme', stream), PARTITIONS))).size).toBeGreaterThan(1);
    for (const replica of replicas) {
      const results = await Promise.all(
        streams.map((stream) =>
          clientOf(replica).trySend({ type: 'workflow.start-workflow', data: { title: 'x' } }, { stream, id: 'start' }),
        ),
      );
      expect(results.map(({ status }) => status)).toEqual(streams.map(() => 'applied'));
      expect(results.map(({ version }) => version)).toEqual(streams.map(() => 1));
    }
  });

  it('on Kafka are moved once to the partition of their key, and decided there', async () => {
    const stream = `wf-${randomUUID()}`;
    const right = partitionOf(keyOf('acme', stream), PARTITIONS);
    const id = randomUUID();
    const value = (more: object) =>
      JSON.stringify({
        specversion: '1.0',
        id,
        source: 'test',
        type: 'dev.skein.workflow.start-workflow.v1',
        subject: stream,
        tenant: 'acme',
        actor: 'bob',
        data: { title: 'x' },
        ...more,
      });
    const producer = await kafka.createProducer();
    const topic = `${system.prefix}workflow.commands.v1`;
    await producer.produce([{ topic, partition: (right + 1) % PARTITIONS, records: [{ key: null, value: value({}) }] }]);
    const outcome = async (): Promise<Record<string, unknown>> => {
      const response = await fetch(`${replicas[0]!.url}/v1/workflows/${stream}/commands/${id}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return response.status === 404 ? outcome() : ((await response.json()) as Record<string, unknown>);
    };
    expect(await outcome()).toMatchObject({ status: 'applied', version: 1 });

    // moved before and still not where it belongs: set aside, not moved for ever
    await producer.produce([
      { topic, partition: (right + 1) % PARTITIONS, records: [{ key: null, value: value({ id: randomUUID(), forwarded: true }) }] },
    ]);
    await producer.close();
    const setAside = async (): Promise<string[]> => {
      const rows = await system.database.query<{ code: string }>('select code from command_service.dead_letters');
      return rows.length === 0 ? setAside() : rows.map(({ code }) => code);
    };
    expect(await setAside()).toEqual(['command.wrong-partition']);
  });
});
