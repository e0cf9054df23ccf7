import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runSystem, type RunningSystem } from '@skein/testing';
import { Kafka, logLevel } from 'kafkajs';
import { createHash, randomUUID } from 'node:crypto';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';

interface CloudEvent {
  type: string;
  subject: string;
  prev: string;
  seq: number;
  data: Record<string, unknown>;
}

// Nothing of ours in here: what the README tells is enough.
describe('plain clients', () => {
  let system: RunningSystem;
  let url: string;
  let key: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService, { SKEIN_LOCAL_MODE: 'true' });
    ({ url } = await system.start('gateway', Gateway));
    key = await system.key();
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  const http = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const kafka = (): Kafka => new Kafka({ brokers: system.env.KAFKA_BROKERS!.split(','), logLevel: logLevel.NOTHING });

  it('work through a step by HTTP alone', async () => {
    const started = await http('POST', '/v1/workflows', {
      title: 'By hand',
      steps: [{ step: 'one', capability: 'by.hand', input: { n: 1 } }],
    });
    expect(started).toMatchObject({ status: 201, body: { status: 'applied', durable: 'stored' } });
    const polled = await http('POST', '/v1/tasks/poll', { capabilities: ['by.hand'] });
    const [task] = polled.body.tasks as { workflow: string; step: string; input: unknown }[];
    expect(task).toMatchObject({ workflow: started.body.stream, step: 'one', input: { n: 1 } });
    const claimed = await http('POST', `/v1/workflows/${task!.workflow}/claim-step`, { step: 'one' });
    const { fence } = (claimed.body.events as { answer: { fence: number } }[])[0]!.answer;
    const completed = await http('POST', `/v1/workflows/${task!.workflow}/complete-step`, { step: 'one', fence, output: 'ok' });
    expect(completed).toMatchObject({ status: 200, body: { status: 'applied' } });
    expect(await http('GET', `/v1/workflows/${task!.workflow}`)).toMatchObject({ status: 200, body: { status: 'completed' } });
  });

  it('follow the log with a kafkajs consumer and the rule', async () => {
    const consumer = kafka().consumer({ groupId: `plain-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topic: `${system.prefix}workflow.events.v1`, fromBeginning: true });
    const heads = new Map<number, string>();
    const history: CloudEvent[] = [];
    const wanted = `wf-${randomUUID()}`;
    const seen = Promise.withResolvers<void>();
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        const value = message.value!.toString();
        const event = JSON.parse(value) as CloudEvent;
        if (event.prev !== (heads.get(partition) ?? '0'.repeat(64))) return;
        heads.set(partition, createHash('sha256').update(value).digest('hex'));
        history.push(event);
        if (event.subject === wanted) seen.resolve();
      },
    });
    await http('POST', '/v1/workflows', { id: wanted, title: 'To be seen' });
    await seen.promise;
    await consumer.disconnect();
    expect(history.find(({ subject }) => subject === wanted)).toMatchObject({
      type: 'dev.skein.workflow.workflow-started.v1',
      data: { title: 'To be seen' },
    });
  });

  it('send a command by Kafka and read its outcome at its address', async () => {
    const producer = kafka().producer();
    await producer.connect();
    const [stream, id] = [`wf-${randomUUID()}`, randomUUID()];
    const event = {
      specversion: '1.0',
      id,
      source: 'plain',
      type: 'dev.skein.workflow.start-workflow.v1',
      subject: stream,
      tenant: 'acme',
      actor: 'bob',
      data: { title: 'By Kafka' },
    };
    await producer.send({
      topic: `${system.prefix}workflow.commands.v1`,
      messages: [{ key: `acme/${stream}`, value: JSON.stringify(event) }],
    });
    await producer.disconnect();
    const outcome = async (): Promise<Record<string, unknown>> => {
      const { status, body } = await http('GET', `/v1/workflows/${stream}/commands/${id}`);
      return status === 404 ? outcome() : body;
    };
    expect(await outcome()).toMatchObject({ commandId: id, stream, status: 'applied', durable: 'stored', version: 1 });
  });
});
