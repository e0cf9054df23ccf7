import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaimStep, commandsTopic, keyOf, partitionOf, StartWorkflow, type CommandResult } from '@skein/contracts';
import { connectKafka, type KafkaConnection, type RecordProducer } from '@skein/kafka';
import { Caller, checkSystem, runSystem, until, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';

const PARTITIONS = 4;
const rounds = process.env.SKEIN_PROOF ? 25 : 3;

describe('one command id, a hundred times at once', () => {
  let system: RunningSystem;
  let caller: Caller;
  let kafka: KafkaConnection;
  let producer: RecordProducer;
  let doors: string[];
  let key: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url, { partitions: PARTITIONS });
    await system.start('event-store', EventStore);
    const localMode = { SKEIN_LOCAL_MODE: 'true' };
    const replicas = [
      await system.start('command-service', CommandService, localMode),
      await system.start('command-service', CommandService, localMode),
    ];
    doors = [...replicas, await system.start('gateway', Gateway)].map(({ url }) => url);
    key = await system.key();
    caller = new Caller(key);
    kafka = await connectKafka({ brokers: system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
    producer = await kafka.createProducer();
  }, 120_000);
  afterAll(async () => {
    await kafka.close();
    await system.stop();
  }, 60_000);

  const onKafka = async (type: string, data: unknown, { stream, id }: { stream: string; id: string }, times: number) => {
    const wireType = `dev.skein.${type}.v1`;
    const value = JSON.stringify({
      specversion: '1.0',
      id,
      source: 'test',
      type: wireType,
      subject: stream,
      tenant: 'acme',
      actor: 'ann',
      data,
    });
    const partition = partitionOf(keyOf('acme', stream), PARTITIONS);
    const records = Array.from({ length: times }, () => ({ key: keyOf('acme', stream), value }));
    const [result] = await producer.produce([{ topic: commandsTopic('workflow', system.prefix), partition, records }]);
    expect(result?.kind).toBe('appended');
  };
  const atItsAddress = (door: string, { stream, id }: { stream: string; id: string }) =>
    until('the outcome at the command’s address', async () => {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${door}/v1/workflows/${stream}/commands/${id}`, { headers });
      return response.status === 404 ? undefined : ((await response.json()) as CommandResult);
    });

  it(`has one outcome, over HTTP through every door and over Kafka, and everybody is told the same (${rounds} rounds)`, async () => {
    for (let round = 0; round < rounds; round++) {
      const place = { stream: `w-${randomUUID()}`, id: randomUUID() };
      const steps = [{ step: 'a', capability: 'c' }];
      for (const command of [StartWorkflow({ title: 'x', steps }), ClaimStep({ step: 'a' })]) {
        const sending = { ...place, id: `${place.id}-${command.type}`, wait: 'stored' as const };
        const [answers] = await Promise.all([
          Promise.all(Array.from({ length: 90 }, (_, at) => caller.send(doors[at % doors.length]!, command, sending))),
          onKafka(command.type, command.data, sending, 10),
        ]);
        expect(answers[0]).toMatchObject({ status: 'applied', durable: 'stored' });
        for (const answer of answers) expect(answer).toEqual(answers[0]);
        for (const door of doors) expect(await atItsAddress(door, sending)).toEqual(answers[0]);
      }
    }
    const { complaints, commands } = await checkSystem(system, caller.answers);
    expect(complaints).toEqual([]);
    const sent = new Set(caller.answers.map(({ id }) => id)); // deadlines fire as well
    expect([...commands.values()].filter(({ id }) => sent.has(id))).toHaveLength(2 * rounds);
  }, 120_000);
});
