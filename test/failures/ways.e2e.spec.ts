import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventsTopic, StartWorkflow } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { PartitionLog, until } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule as EventStore } from '../../apps/event-store/src/app.module.ts';
import { FailingSystem, type Replica } from './failing-system.fixture.ts';

const start = StartWorkflow({ title: 'x' });

describe('when the way of a command through Kafka', () => {
  let failing: FailingSystem;
  let replica: Replica;
  let kafka: KafkaConnection;

  beforeAll(async () => {
    failing = await FailingSystem.open(import.meta.url);
    await failing.system.start('event-store', EventStore);
    replica = await failing.replica('command-service', { QUEUE_LIMIT: '3', SKEIN_LOCAL_MODE: 'true' });
    kafka = await connectKafka({ brokers: failing.system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
  }, 60_000);
  afterAll(async () => {
    await kafka.close();
    await failing.close();
  }, 60_000);

  const accepted = (id: string = randomUUID()) => {
    const stream = failing.streamIn(0);
    return { stream, id, answer: failing.caller.send(replica.app.url, start, { stream, id, wait: 'accepted' }) };
  };

  it('is slow, only so many may be on it: more are told to come again, and have not been taken', async () => {
    const held = replica.broker.inject({ on: 'request', of: ['produce'], act: 'hold' });
    const first = accepted();
    await held.reached(1);
    const more = [accepted(), accepted()];
    expect(await accepted().answer).toMatchObject({ status: 'failed', problem: { code: 'service.busy', status: 503 } });
    held.lift();
    for (const { answer } of [first, ...more]) expect(await answer).toMatchObject({ status: 'pending' });
    expect(await accepted().answer).toMatchObject({ status: 'pending' });
    expect((await failing.check()).commands.size).toBe(4);
  });

  it('breaks behind the command, nobody can say whether it was taken, and it has one outcome however often it was sent', async () => {
    const cut = replica.broker.inject({ on: 'answer', of: ['produce'], act: { cutAfter: 0 } });
    const { stream, id, answer } = accepted();
    expect(await answer).toMatchObject({ status: 'failed', problem: { code: 'command.outcome-unknown', status: 503 } });
    cut.lift();
    expect(cut.hits).toBeGreaterThanOrEqual(3);
    await until('its outcome', async () => (await failing.check()).commands.get(`workflow/acme/${stream} ${id}`));
  });

  it('is not there at all, the command has certainly not been taken, and the answer says so', async () => {
    replica.broker.refuse();
    replica.broker.cut();
    await accepted().answer; // may have found a connection that was just being cut
    const { stream, id, answer } = accepted();
    expect(await answer).toMatchObject({ status: 'failed', problem: { code: 'service.unavailable', status: 503 } });
    await replica.broker.accept();
    await until('the way back', async () => (await accepted().answer)?.status === 'pending');
    expect((await failing.check()).commands.get(`workflow/acme/${stream} ${id}`)).toBeUndefined();
  });

  it('brings one again whose decision failed before, it is set aside again: who recorded the failure may have died before that', async () => {
    const [stream, id] = [failing.streamIn(1), randomUUID()];
    const log = new PartitionLog('workflow', 1);
    const data = { title: 'x' };
    log.append({ kind: 'rejected', code: 'command.failed', detail: { type: start.type } }, { stream, id }, { type: start.type, data });
    const producer = await kafka.createProducer();
    const { prefix, database } = failing.system;
    await producer.produce([{ topic: eventsTopic('workflow', prefix), partition: 1, records: log.outgoing() }]);
    await failing.check();
    const named = { specversion: '1.0', source: 'test', type: 'dev.skein.workflow.start-workflow.v1', tenant: 'acme', actor: 'bob' };
    const value = JSON.stringify({ ...named, id, subject: stream, data });
    await producer.produce([{ topic: failing.commandsTopic(), partition: 1, records: [{ key: `acme/${stream}`, value }] }]);
    const letter = await until('the dead letter', async () => {
      const [row] = await database.query<{ code: string; stream: string }>(
        'select code, stream from command_service.dead_letters where command_id = $1',
        [id],
      );
      return row;
    });
    expect(letter).toEqual({ code: 'command.failed', stream });
    expect((await failing.check()).commands.get(`workflow/acme/${stream} ${id}`)).toMatchObject({ status: 'rejected' });
  });

  it('takes no commit of what was read, a replica that is told to stop does so all the same, in order', async () => {
    const commits = replica.broker.inject({ on: 'request', of: ['commit'], act: 'hold' });
    const { stream, id, answer } = accepted();
    await answer;
    await until('its outcome', async () => (await failing.check()).commands.get(`workflow/acme/${stream} ${id}`));
    expect(await replica.app.stop()).toBe(0);
    expect(commits.hits).toBeGreaterThan(0);
  });
});
