import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaimStep, eventsTopic, StartWorkflow } from '@skein/contracts';
import { connectKafka } from '@skein/kafka';
import { until } from '@skein/testing';
import { DatabaseBackup } from '@skein/testing/faults';
import { randomUUID } from 'node:crypto';
import { FailingSystem, type Replica } from './failing-system.fixture.ts';

const start = StartWorkflow({ title: 'x', steps: [{ step: 'a', capability: 'c' }] });
const claim = ClaimStep({ step: 'a' });

describe('when the store', () => {
  let failing: FailingSystem;
  let store: Replica;
  let owner: Replica;

  beforeAll(async () => {
    failing = await FailingSystem.open(import.meta.url);
    store = await failing.replica('event-store');
    owner = await failing.replica('command-service');
  }, 60_000);
  afterEach(() => failing.check());
  afterAll(() => failing?.close(), 60_000);

  const send = (...args: Parameters<FailingSystem['caller']['send']>) => failing.caller.send(...args);

  it('goes back to an older state, what was answered since comes back from the log, and every id keeps its one outcome', async () => {
    const databaseUrl = failing.system.env.DATABASE_URL!;
    const streams = [0, 1].map((partition) => failing.streamIn(partition));
    for (const stream of streams) await send(owner.app.url, start, { stream, wait: 'stored' });
    const backup = await DatabaseBackup.of(databaseUrl);
    const ids = streams.map(() => randomUUID());
    const claims = await Promise.all(streams.map((stream, at) => send(owner.app.url, claim, { stream, id: ids[at]!, wait: 'stored' })));
    expect(claims.map((result) => result?.durable)).toEqual(['stored', 'stored']);

    await backup.restore(databaseUrl);
    await failing.check(); // nobody has said a word, and the store has what it had
    const again = await Promise.all(streams.map((stream, at) => send(owner.app.url, claim, { stream, id: ids[at]!, wait: 'stored' })));
    expect(again).toEqual(claims);

    await backup.restore(databaseUrl);
    // At once, while it is behind what it has said before.
    const third = await Promise.all(streams.map((stream, at) => send(owner.app.url, claim, { stream, id: ids[at]!, wait: 'stored' })));
    expect(third.map((result) => result?.events)).toEqual(claims.map((result) => result?.events));
    await backup.drop();
  });

  it('is frozen in the middle of a write, another takes over, and what the frozen one had begun comes to nothing', async () => {
    const frozen = store;
    const write = frozen.database.inject({ on: 'request', where: (bytes) => bytes.includes('store.append'), times: 1, act: 'hold' });
    const stream = failing.streamIn(0);
    await send(owner.app.url, start, { stream });
    await write.reached(1);
    await frozen.app.freeze();
    store = await failing.replica('event-store');
    expect(await send(owner.app.url, claim, { stream, wait: 'stored' })).toMatchObject({ durable: 'stored', version: 3 });
    write.lift(); // it reaches the database now, with the cursor of then
    frozen.app.wake();
    await send(owner.app.url, claim, { stream, wait: 'stored' });
    await failing.check();
    await frozen.app.kill();
  });

  it('is gone, "logged" goes on and "stored" says how much is certain; who takes over waits until it is back', async () => {
    await store.app.kill();
    const stream = failing.streamIn(1);
    expect(await send(owner.app.url, start, { stream })).toMatchObject({ status: 'applied', durable: 'logged' });
    expect(await send(owner.app.url, claim, { stream, wait: 'stored', seconds: 1 })).toMatchObject({
      status: 'applied',
      durable: 'logged',
    });

    await owner.app.kill();
    owner = await failing.replica('command-service');
    const id = randomUUID();
    const early = await send(owner.app.url, claim, { stream, id, seconds: 1 });
    expect(early).toMatchObject({ status: 'failed', problem: { code: 'command.outcome-unknown' } });
    const waiting = send(owner.app.url, claim, { stream, id });
    store = await failing.replica('event-store');
    expect(await waiting).toMatchObject({ status: 'rejected', problem: { code: 'step.not-runnable' } });
  });

  // 20,000 records take a while.
  (process.env.SKEIN_PROOF ? it : it.skip)(
    'does not come along, nothing more is decided beyond the bound, and all of it is stored when it is back',
    async () => {
      await store.app.kill();
      const steps = Array.from({ length: 62 }, (_, at) => ({ step: `s${at}`, capability: 'c' }));
      const flood = StartWorkflow({ title: 'many', steps });
      const many = Array.from({ length: 500 }, () => ({ ...flood, stream: failing.streamIn(0), id: randomUUID() }));
      const all = failing.caller.sendAll(owner.app.url, many, { seconds: 60 });
      const kafka = await connectKafka({ brokers: failing.system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
      const topic = eventsTopic('workflow', failing.system.prefix);
      const end = () => kafka.admin.endOffset(topic, 0);
      await until('more records than may be unstored', async () => (await end()) > 20_000, 60_000);
      const place = { stream: failing.streamIn(0), id: randomUUID() };
      const decided = await end();
      expect(await send(owner.app.url, start, { ...place, seconds: 1 })).toMatchObject({ problem: { code: 'command.outcome-unknown' } });
      expect(await end()).toBe(decided);
      expect(await send(owner.app.url, start, { stream: failing.streamIn(1) })).toMatchObject({ status: 'applied' });
      await kafka.close();
      store = await failing.replica('event-store');
      expect(await send(owner.app.url, start, { ...place, wait: 'stored', seconds: 60 })).toMatchObject({ status: 'applied' });
      expect((await all).map((result) => result?.status)).toEqual(many.map(() => 'applied'));
    },
    180_000,
  );
});
