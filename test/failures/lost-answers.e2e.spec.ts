import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaimStep, eventsTopic, StartWorkflow } from '@skein/contracts';
import { connectKafka } from '@skein/kafka';
import { readTopics } from '@skein/testing';
import { withoutLastPartition } from '@skein/testing/faults';
import { randomUUID } from 'node:crypto';
import { AppModule as EventStore } from '../../apps/event-store/src/app.module.ts';
import { FailingSystem, type Replica } from './failing-system.fixture.ts';

const start = StartWorkflow({ title: 'x', steps: [{ step: 'a', capability: 'c' }] });

describe('when answers are lost', () => {
  let failing: FailingSystem;
  let owner: Replica;
  const voids = async () => (await failing.check()).voids;

  beforeAll(async () => {
    failing = await FailingSystem.open(import.meta.url, { partitions: 4 });
    await failing.system.start('event-store', EventStore);
    owner = await failing.replica('command-service');
  }, 60_000);
  afterAll(() => failing?.close(), 60_000);

  it('a caller that sends its command again gets the answer that there is', async () => {
    const { caller } = failing;
    const [stream, id] = [failing.streamIn(0), randomUUID()];
    const lost = await caller.send(owner.app.url, start, { stream, id });
    await caller.send(owner.app.url, ClaimStep({ step: 'a' }), { stream });
    for (const wait of ['logged', 'stored'] as const) {
      expect(await caller.send(owner.app.url, start, { stream, id, wait })).toEqual({ ...lost, durable: expect.any(String) });
    }
    await failing.check();
  });

  it('an append whose answer was lost is sent again by another producer, and the first copy counts', async () => {
    const { voids: before } = failing;
    const swallowed = owner.broker.inject({ on: 'answer', of: ['produce'], times: 1, act: 'swallow' });
    const answer = await failing.caller.send(owner.app.url, start, { stream: failing.streamIn(1) });
    expect(swallowed.hits).toBe(1);
    expect(answer).toMatchObject({ status: 'applied', version: 2 });
    expect(await voids()).toBe(before + 2);
  });

  it('an append that never came to the broker is sent again, and the second copy counts', async () => {
    const { voids: before } = failing;
    const swallowed = owner.broker.inject({ on: 'request', of: ['produce'], times: 1, act: { cutAfter: 40 } });
    const answer = await failing.caller.send(owner.app.url, start, { stream: failing.streamIn(1) });
    expect(swallowed.hits).toBe(1);
    expect(answer).toMatchObject({ status: 'applied', version: 2 });
    expect(await voids()).toBe(before);
  });

  it('a partition that a good answer does not name is in doubt: its command has one outcome all the same', async () => {
    const { voids: before } = failing;
    const shortened = owner.broker.inject({ on: 'answer', of: ['produce'], times: 1, act: { change: withoutLastPartition } });
    while (shortened.hits === 0) {
      // The first append goes alone; what has been looked up before it is answered goes in one request.
      const held = owner.broker.inject({ on: 'request', of: ['produce'], times: 1, act: 'hold' });
      const ahead = failing.caller.send(owner.app.url, start, { stream: failing.streamIn(0) });
      await held.reached(1);
      const commands = [1, 2, 3].map((partition) => ({ ...start, stream: failing.streamIn(partition), id: randomUUID() }));
      const together = failing.caller.sendAll(owner.app.url, commands);
      await failing.caller.send(owner.app.url, start, { stream: failing.streamIn(0), wait: 'accepted' });
      held.lift();
      const results = [await ahead, ...(await together)];
      expect(results.map((result) => result?.status)).toEqual(['applied', 'applied', 'applied', 'applied']);
    }
    expect(await voids()).toBeGreaterThan(before);
  });

  it('a batch that the client library sends twice counts once', async () => {
    const { prefix, env } = failing.system;
    const brokers = env.KAFKA_BROKERS!.split(',');
    const repeated = owner.broker.inject({ on: 'request', of: ['produce'], times: 1, act: 'repeat' });
    const answer = await failing.caller.send(owner.app.url, start, { stream: failing.streamIn(2) });
    expect(repeated.hits).toBe(1);
    expect(answer).toMatchObject({ status: 'applied', version: 2 });
    await failing.check();
    // The broker knows a producer's repeat; one that it no longer knows comes to stand in the log, and is void there.
    const { voids: before } = failing;
    const kafka = await connectKafka({ brokers, clientId: 'test' });
    const topics = await readTopics({ brokers, prefix });
    const values = topics.find(({ category, partition }) => category === 'workflow' && partition === 2)!.values.slice(-2);
    const producer = await kafka.createProducer();
    const records = values.map((value) => ({ key: null, value: value! }));
    await producer.produce([{ topic: eventsTopic('workflow', prefix), partition: 2, records }]);
    await kafka.close();
    expect(await voids()).toBe(before + 2);
    expect(await failing.caller.send(owner.app.url, start, { stream: failing.streamIn(2) })).toMatchObject({ status: 'applied' });
    await failing.check();
  });
});
