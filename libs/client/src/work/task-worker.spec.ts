import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { done, FinalError, SkeinClient, type TaskHandler, type TaskWorker, type WorkerEvent, type WorkOptions } from '../index.ts';
import { TaskDesk } from './task-desk.fixture.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe('a worker', () => {
  let desk: TaskDesk;
  let worker: TaskWorker;
  let events: WorkerEvent[];
  let told: (() => void)[];
  const work = (handler: TaskHandler, options: Partial<WorkOptions> = {}) => {
    const client = new SkeinClient({ url: desk.server.url, key: 'sk_test' });
    const onEvent = (event: WorkerEvent) => {
      events.push(event);
      for (const check of told) check();
    };
    worker = client.work({ capabilities: ['test'], onEvent, ...options }, handler);
  };
  /** Resolves with the first event of a kind, once there are as many of it. */
  const event = async <K extends WorkerEvent['kind']>(kind: K, count = 1): Promise<Extract<WorkerEvent, { kind: K }>> => {
    const { promise, resolve } = Promise.withResolvers<Extract<WorkerEvent, { kind: K }>>();
    const check = () => {
      const found = events.filter((one): one is Extract<WorkerEvent, { kind: K }> => one.kind === kind);
      if (found.length >= count) resolve(found[0]!);
    };
    told.push(check);
    check();
    return await promise;
  };

  beforeEach(async () => {
    desk = new TaskDesk();
    [events, told] = [[], []];
    await desk.server.start();
  });
  afterEach(async () => {
    await worker.stop({ withinMs: 0 });
    await desk.server.stop();
  });

  it('claims what is offered and completes it with what the handler returns, under its fence', async () => {
    work((task) => ({ did: task.input, fence: task.fence }), { agent: 'ann-1', leaseMs: 5_000 });
    desk.offer('s1');
    const [completed] = await desk.seen('complete-step');
    expect(desk.commands[0]).toMatchObject({
      type: 'workflow.claim-step',
      stream: 'w1',
      data: { step: 's1', leaseMs: 5_000, worker: 'ann-1' },
    });
    expect(completed).toMatchObject({ stream: 'w1', data: { step: 's1', fence: 1, output: { did: { for: 's1' }, fence: 1 } } });
    await event('completed');
  });

  it('passes on the next steps and the usage that the handler gives', async () => {
    work(() => done('output', { next: [{ step: 's2', capability: 'test' }], usage: { inputTokens: 7 } }));
    desk.offer('s1');
    const [completed] = await desk.seen('complete-step');
    expect(completed!.data).toMatchObject({ output: 'output', next: [{ step: 's2' }], usage: { inputTokens: 7 } });
  });

  it('fails a step retriably with the error of the handler, and for good after a final one', async () => {
    work((task) => {
      throw task.step === 's1' ? new Error('try again') : new FinalError('never', { code: 'app.impossible' });
    });
    desk.offer('s1', 's2');
    const failed = await desk.seen('fail-step', 2);
    expect(failed[0]!.data).toMatchObject({ step: 's1', error: { message: 'try again' }, retriable: true });
    expect(failed[1]!.data).toMatchObject({ step: 's2', error: { message: 'never', code: 'app.impossible' }, retriable: false });
  });

  it('fails a step for good when its output can never be stored', async () => {
    work(() => ({ sum: 1n }));
    desk.offer('s1');
    const [failed] = await desk.seen('fail-step');
    expect(failed!.data).toMatchObject({ error: { code: 'request.invalid' }, retriable: false });
  });

  it('takes as many tasks at once as it may, and no more', async () => {
    const go = Promise.withResolvers<void>();
    work(() => go.promise, { concurrency: 2 });
    desk.offer('s1', 's2', 's3');
    await event('claimed', 2);
    expect([worker.busy, worker.load]).toEqual([2, 1]);
    expect(desk.polls).toBe(1);
    go.resolve();
    await desk.seen('complete-step', 3);
  });

  it('keeps the lease for as long as the handler works', async () => {
    const extended = Promise.withResolvers<void>();
    work(() => extended.promise, { leaseMs: 150 });
    desk.offer('s1');
    const renewals = await desk.seen('extend-lease', 3);
    expect(renewals[0]!.data).toEqual({ step: 's1', fence: 1, leaseMs: 150 });
    extended.resolve();
    await desk.seen('complete-step');
  });

  it('tells the handler when the lease is lost, and answers nothing for it', async () => {
    desk.reject = ({ type }) => (type === 'workflow.extend-lease' ? 'step.lease-stale' : undefined);
    const aborted = Promise.withResolvers<unknown>();
    work((_, { signal }) => untilAborted(signal).catch((reason: unknown) => aborted.resolve(reason)), { leaseMs: 150 });
    desk.offer('s1');
    await expect(aborted.promise).resolves.toMatchObject({ code: 'step.lease-stale' });
    await expect(event('lost')).resolves.toMatchObject({ task: { step: 's1' }, error: { code: 'step.lease-stale' } });
    expect(desk.commands.map(({ type }) => type)).toEqual(['workflow.claim-step', 'workflow.extend-lease']);
  });

  it('reports a completion that the fence refused, and never sends it again', async () => {
    desk.reject = ({ type }) => (type === 'workflow.complete-step' ? 'step.lease-stale' : undefined);
    work(() => 'late');
    desk.offer('s1');
    await expect(event('lost')).resolves.toMatchObject({ error: { code: 'step.lease-stale' } });
    desk.offer('s2');
    await desk.seen('claim-step', 2);
    expect(desk.commands.filter(({ type, data }) => type === 'workflow.complete-step' && data.step === 's1')).toHaveLength(1);
  });

  it('goes on without a word when somebody else was faster', async () => {
    desk.reject = ({ data }) => (data.step === 's1' ? 'step.not-runnable' : undefined);
    work((task) => task.step);
    desk.offer('s1');
    await desk.seen('claim-step');
    desk.offer('s2');
    const [completed] = await desk.seen('complete-step');
    expect(completed!.data.step).toBe('s2');
    expect(events.filter(({ kind }) => kind === 'trouble')).toEqual([]);
  });

  it('reports a server that does not answer, and finds back to work when it does', async () => {
    desk.failPolls = { times: 2, code: 'service.not-ready' };
    work(() => 'done');
    desk.offer('s1');
    await desk.seen('complete-step');
    expect(events.filter(({ kind }) => kind === 'trouble')).toMatchObject([{ error: { code: 'service.not-ready' } }, {}]);
  });

  it('lets what is in work come to its end when it is stopped', async () => {
    const go = Promise.withResolvers<string>();
    work(() => go.promise);
    desk.offer('s1');
    await event('claimed');
    const stopping = worker.stop({ withinMs: 30_000 });
    desk.offer('s2');
    go.resolve('done');
    await stopping;
    expect(desk.commands.map(({ type, data }) => [type, data.step])).toEqual([
      ['workflow.claim-step', 's1'],
      ['workflow.complete-step', 's1'],
    ]);
  });

  it('gives back what it could not finish in time, and tells the handler', async () => {
    const aborted = Promise.withResolvers<void>();
    work((_, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve());
      return new Promise(() => {}); // one that listens to nothing
    });
    desk.offer('s1');
    await event('claimed');
    await worker.stop({ withinMs: 20 });
    await aborted.promise;
    expect(desk.commands.at(-1)).toMatchObject({ type: 'workflow.fail-step', data: { step: 's1', fence: 1, retriable: true } });
  });
});
