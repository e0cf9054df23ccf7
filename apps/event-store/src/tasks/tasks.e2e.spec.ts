import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PauseWorkflow, ResumeWorkflow, ScheduleStep, StartWorkflow } from '@skein/contracts';
import { PartitionLog, runSystem, type RunningSystem } from '@skein/testing';
import { AppModule } from '../app.module.ts';
import { EventsTopics } from '../events-topic.fixture.ts';

describe('offering work', () => {
  let system: RunningSystem;
  let topics: EventsTopics;
  let url: string;
  const keys = new Map<string, string>();

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    topics = await EventsTopics.open(system);
    url = (await system.start('event-store', AppModule)).url;
    keys.set('acme', await system.key());
    keys.set('rival', await system.key({ tenant: 'rival', subject: 'eve' }));
  });
  afterAll(async () => {
    await topics.close();
    await system.stop();
  });

  const work = new PartitionLog('workflow', 2);
  const poll = async (request: object, key = 'acme') => {
    const headers = { authorization: `Bearer ${keys.get(key)}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/tasks/poll`, { method: 'POST', headers, body: JSON.stringify(request) });
    return ((await response.json()) as { tasks: { step: string }[] }).tasks;
  };
  const stepsOf = (tasks: { step: string }[]) => tasks.map(({ step }) => step);
  const write = async () => {
    await topics.write(work);
    const headers = { authorization: `Bearer ${keys.get('acme')}` };
    expect((await fetch(`${url}/v1/workflows?minPosition=workflow:2:${work.records.length}&waitMs=20000`, { headers })).status).toBe(200);
  };
  const step = (name: string, more: object = {}) => ScheduleStep({ step: name, capability: 'dig', ...more });

  it('offers the most urgent step first, each to one poller, with its input', async () => {
    work.send(StartWorkflow({ title: 'Dig' }), { stream: 'd1' });
    for (const [name, more] of [
      ['low', { priority: -1 }],
      ['old', { input: [1] }],
      ['new', {}],
      ['mine', { agent: 'bob' }],
    ] as const) {
      work.send(step(name, more), { stream: 'd1', at: work.records.length });
    }
    await write();
    const want = { capabilities: ['dig', 'fly'], waitMs: 0, offerMs: 60_000 };
    const first = await poll({ ...want, max: 1 });
    expect(first).toMatchObject([{ workflow: 'd1', step: 'old', capability: 'dig', attempt: 1, input: [1], priority: 0 }]);
    const both = await Promise.all([poll({ ...want, max: 1 }), poll({ ...want, max: 1 }), poll({ ...want, max: 9 })]);
    expect(both.flatMap(stepsOf).sort()).toEqual(['low', 'new']);
    expect(await poll({ ...want, max: 9 }, 'rival')).toEqual([]);
    expect(await poll({ ...want, max: 9, capabilities: ['fly'] })).toEqual([]);
  });

  it('wakes who waits as soon as there is something, and only one of them', async () => {
    const wants = { capabilities: ['sing'], waitMs: 30_000, offerMs: 60_000 };
    const waiting = [poll(wants), poll(wants)];
    work.send(ScheduleStep({ step: 'song', capability: 'sing' }), { stream: 'd1' });
    await write();
    const winner = await Promise.race(waiting);
    expect(stepsOf(winner)).toEqual(['song']);
    work.send(ScheduleStep({ step: 'encore', capability: 'sing' }), { stream: 'd1' });
    await write();
    expect((await Promise.all(waiting)).flatMap(stepsOf).sort()).toEqual(['encore', 'song']);
  });

  it('offers a step again when the offer has lapsed, and when another attempt is due', async () => {
    work.send(ScheduleStep({ step: 'hum', capability: 'hum', retry: { maxAttempts: 3, backoffMs: 0, factor: 1, maxBackoffMs: 0 } }), {
      stream: 'd1',
    });
    await write();
    const wants = { capabilities: ['hum'], waitMs: 30_000 };
    expect(await poll({ ...wants, offerMs: 500 })).toHaveLength(1);
    expect(await poll({ ...wants, offerMs: 60_000 })).toMatchObject([{ step: 'hum', attempt: 1 }]);
  });

  it('offers nothing of a workflow that is not running', async () => {
    work.send(PauseWorkflow({}), { stream: 'd1' });
    work.send(ScheduleStep({ step: 'later', capability: 'wait' }), { stream: 'd1' });
    await write();
    const wants = { capabilities: ['wait'], offerMs: 60_000 };
    expect(await poll({ ...wants, waitMs: 0 })).toEqual([]);
    const waiting = poll({ ...wants, waitMs: 30_000 });
    work.send(ResumeWorkflow({}), { stream: 'd1' });
    await topics.write(work);
    expect(stepsOf(await waiting)).toEqual(['later']);
  });
});
