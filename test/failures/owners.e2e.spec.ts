import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ClaimStep, CompleteStep, StartWorkflow } from '@skein/contracts';
import { randomUUID } from 'node:crypto';
import { AppModule as EventStore } from '../../apps/event-store/src/app.module.ts';
import { FailingSystem, type Replica } from './failing-system.fixture.ts';

const start = StartWorkflow({ title: 'x', steps: [{ step: 'a', capability: 'c' }] });
const claim = ClaimStep({ step: 'a' });

describe('when an owner', () => {
  let failing: FailingSystem;
  /** The only one that runs, and the owner of everything. */
  let owner: Replica;

  beforeAll(async () => {
    failing = await FailingSystem.open(import.meta.url);
    await failing.system.start('event-store', EventStore);
    owner = await failing.replica('command-service');
  }, 60_000);
  afterEach(() => failing.check());
  afterAll(() => failing?.close(), 60_000);

  it('is killed before its append, nothing has happened; the next owner decides the command when it is sent again', async () => {
    const [stream, id] = [failing.streamIn(0), randomUUID()];
    const held = owner.broker.inject({ on: 'request', of: ['produce'], act: 'hold' });
    const first = failing.caller.send(owner.app.url, start, { stream, id });
    await held.reached(1);
    await owner.app.kill();
    expect(await first).toBeUndefined();
    expect((await failing.check()).commands.size).toBe(0);

    owner = await failing.replica('command-service');
    expect(await failing.caller.send(owner.app.url, start, { stream, id })).toMatchObject({ status: 'applied', version: 2 });
  });

  it('is killed after its append, the event is in the log, and whoever sends the command again gets its outcome', async () => {
    const [stream, id] = [failing.streamIn(1), randomUUID()];
    const swallowed = owner.broker.inject({ on: 'answer', of: ['produce'], act: 'swallow' });
    const first = failing.caller.send(owner.app.url, start, { stream, id });
    await swallowed.reached(1);
    await owner.app.kill();
    expect(await first).toBeUndefined();
    const logged = (await failing.check()).commands.get(`workflow/acme/${stream} ${id}`)!;
    expect(logged).toMatchObject({ status: 'applied', version: 2 });

    owner = await failing.replica('command-service');
    const again = await failing.caller.send(owner.app.url, start, { stream, id });
    expect(again?.events?.map((event) => event.id)).toEqual(logged.events);
  });

  it('is frozen, and another takes over, its late append is void, its caller gets no false success, and it starts from empty when the partition comes back', async () => {
    const frozen = owner;
    const [stream, other] = [failing.streamIn(0), failing.streamIn(1)];
    for (const one of [stream, other]) await failing.caller.send(frozen.app.url, start, { stream: one });
    await failing.check();
    const { voids } = failing;
    const held = frozen.broker.inject({ on: 'request', of: ['produce'], times: 1, act: 'hold' });
    const late = failing.caller.send(frozen.app.url, claim, { stream, id: 'late' });
    await held.reached(1);
    await frozen.app.freeze();

    const next = await failing.replica('command-service');
    const taken = await failing.caller.send(next.app.url, claim, { stream, id: 'taken' });
    expect(taken).toMatchObject({ status: 'applied', version: 3 });
    await failing.caller.send(next.app.url, claim, { stream: other });

    held.lift(); // it has left the frozen one long ago, and reaches the broker only now
    frozen.app.wake();
    // Decided by whoever has the partition now: the step is somebody's already.
    expect(await late).toMatchObject({ status: 'rejected', problem: { code: 'step.not-runnable' } });
    expect((await failing.check()).voids).toBeGreaterThan(voids);

    // A → B → A: it once knew these streams at version 2, unclaimed.
    await next.app.stop();
    const done = await failing.caller.send(frozen.app.url, CompleteStep({ step: 'a', fence: 1 }), { stream: other, wait: 'stored' });
    expect(done).toMatchObject({ status: 'applied', version: 5 });
    expect(await failing.caller.send(frozen.app.url, claim, { stream, wait: 'stored' })).toMatchObject({ status: 'rejected' });
  });

  it('does not hear that it is out of its group, two decide at once: the log takes one of each two, and nobody is told what is not so', async () => {
    const deaf = owner;
    const streams = [0, 1, 0, 1].map((partition) => failing.streamIn(partition));
    await Promise.all(streams.map((stream) => failing.caller.send(deaf.app.url, start, { stream })));
    const heartbeats = deaf.broker.inject({ on: 'request', of: ['heartbeat'], act: 'hold' });
    await heartbeats.reached(1);
    const next = await failing.replica('command-service');
    await failing.check();
    const { voids } = failing;
    for (const [slow, fast, stream] of [
      [deaf, next, streams[0]!],
      [next, deaf, streams[1]!],
    ] as const) {
      const held = slow.broker.inject({ on: 'request', of: ['produce'], times: 1, act: 'hold' });
      const late = failing.caller.send(slow.app.url, claim, { stream });
      await held.reached(1);
      expect(await failing.caller.send(fast.app.url, claim, { stream })).toMatchObject({ status: 'applied', version: 3 });
      held.lift();
      expect(await late).toMatchObject({ status: 'rejected', problem: { code: 'step.not-runnable' } });
    }
    const claims = await Promise.all(
      streams.slice(2).flatMap((stream) => [deaf, next].map(({ app }) => failing.caller.send(app.url, claim, { stream }))),
    );
    expect(claims.map((result) => result?.status).sort()).toEqual(['applied', 'applied', 'rejected', 'rejected']);
    expect((await failing.check()).voids).toBeGreaterThanOrEqual(voids + 2);
    heartbeats.lift();
    await next.app.stop();
    expect(await failing.caller.send(deaf.app.url, claim, { stream: streams[0]!, wait: 'stored' })).toMatchObject({ status: 'rejected' });
  });
});
