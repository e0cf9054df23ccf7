import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { runSystem, type RunningSystem } from '@skein/testing';
import { AppModule as AgentRegistry } from '../apps/agent-registry/src/app.module.ts';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';
import { AppModule as Memory } from '../apps/memory/src/app.module.ts';
import { AppModule as RagIndexer } from '../apps/rag-indexer/src/app.module.ts';

describe('the whole system', () => {
  let system: RunningSystem;
  let client: SkeinClient;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService);
    await system.start('agent-registry', AgentRegistry);
    await system.start('memory', Memory);
    await system.start('rag-indexer', RagIndexer);
    const { url } = await system.start('gateway', Gateway);
    client = new SkeinClient({ url, key: await system.key() });
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  it('stores what a command decides before it answers "stored"', async () => {
    const started = await client.workflows.start({ title: 'Try it', steps: [{ step: 'one', capability: 'test' }] });
    expect(started).toMatchObject({ status: 'applied', durable: 'stored', version: 2 });
    expect(await client.workflows.get(started.stream)).toMatchObject({
      status: 'running',
      openSteps: 1,
      steps: [{ step: 'one', status: 'ready' }],
    });
  });

  it('takes a workflow through its steps to its end', async () => {
    const { stream } = await client.workflows.start({ title: 'To the end', steps: [{ step: 'one', capability: 'test' }] });
    const { fence } = await client.steps.claim(stream, { step: 'one' });
    const done = await client.steps.complete(stream, { step: 'one', fence, output: { answer: 42 } });
    expect(done.events?.map(({ type }) => type)).toEqual(['workflow.step-completed', 'workflow.workflow-completed']);
    expect(await client.workflows.get(stream)).toMatchObject({ status: 'completed', completedSteps: 1 });
  });

  it('finds a registered agent by what it can do, alive after a heartbeat', async () => {
    const { registration } = await client.agents.register({ id: 'reader-1', name: 'Reader', capabilities: ['read.files'] });
    await client.agents.heartbeat('reader-1', { registration, load: 0.5 });
    expect(await client.agents.find({ capability: 'read.files' }).toArray()).toMatchObject([
      { id: 'reader-1', state: 'available', load: 0.5 },
    ]);
    await expect(client.agents.heartbeat('reader-1', { registration: registration + 1 })).rejects.toMatchObject({
      code: 'agent.registration-stale',
    });
  });

  it('keeps a thread, and gives as much of it as fits', async () => {
    const { stream } = await client.threads.start({ title: 'Notes' });
    await client.threads.append(stream, [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'second '.repeat(50) },
    ]);
    await client.threads.append(stream, { role: 'user', content: 'third' });
    expect(await client.threads.turns(stream).toArray()).toMatchObject([{ number: 1 }, { number: 2 }, { number: 3, content: 'third' }]);
    expect(await client.threads.context(stream, { tokens: 20 })).toMatchObject({ turns: [{ number: 3, gap: 2 }], left: { turns: 2 } });
  });

  it('finds work that was done by its words', async () => {
    const { stream } = await client.workflows.start({ title: 'Untangle the zeppelin rigging' });
    const { hits, channels } = await client.search({ query: 'zeppelin', explain: true });
    expect(hits).toMatchObject([{ source: stream, terms: ['zeppelin'] }]);
    expect(channels.map(({ channel }) => channel)).toContain('bm25');
    const packed = await client.context({ query: 'zeppelin', tokens: 500 });
    expect(packed.parts).toMatchObject([{ collection: 'task_context', id: hits[0]!.id }]);
    expect(packed.parts[0]!.citation).toMatch(`workflow/${stream}@`);
    expect(packed.text).toContain('Untangle the zeppelin rigging');
    expect(packed.tokens).toBeLessThanOrEqual(500);
    await expect(client.context('-zeppelin')).rejects.toMatchObject({ code: 'search.query-invalid' });
  });

  it('shows one tenant nothing of another', async () => {
    const { stream } = await client.workflows.start({ title: 'Secret xylophone' });
    const other = new SkeinClient({ url: system.env.GATEWAY_URL!, key: await system.key({ tenant: 'globex', subject: 'eve' }) });
    await expect(other.workflows.get(stream)).rejects.toMatchObject({ code: 'workflow.unknown' });
    expect((await other.search('xylophone')).hits).toEqual([]);
    expect((await other.context('xylophone')).text).toBe('');
    expect(await other.agents.find({}).toArray()).toEqual([]);
  });
});
