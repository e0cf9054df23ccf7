import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { runSystem, type RunningSystem } from '@skein/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe('an agent that is killed in the middle of a step', () => {
  let system: RunningSystem;
  let client: SkeinClient;
  let url: string;
  let key: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService);
    ({ url } = await system.start('gateway', Gateway));
    key = await system.key();
    client = new SkeinClient({ url, key });
  }, 120_000);
  afterAll(() => system.stop(), 60_000);

  it('loses its lease; another takes over, and a late answer of the first is refused by its fence', async () => {
    const retry = { maxAttempts: 3, backoffMs: 0 };
    const { stream } = await client.workflows.start({ title: 'Takeover', steps: [{ step: 'one', capability: 'test.takeover', retry }] });

    const hanging = spawn(
      process.execPath,
      ['--import', at('typescript-hooks.mjs'), '--conditions', 'skein-source', at('support/hanging-agent.fixture.ts'), stream],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, SKEIN_URL: url, SKEIN_API_KEY: key },
      },
    );
    const [line] = (await once(createInterface({ input: hanging.stdout }), 'line')) as [string];
    const { fence: lateFence } = JSON.parse(line) as { fence: number };
    hanging.kill('SIGKILL');
    await once(hanging, 'exit');

    const worker = client.work({ capabilities: ['test.takeover'], workflow: stream }, () => 'done by the second');
    try {
      const closed = await client.workflows.waitFor(stream);
      expect(closed).toMatchObject({ status: 'completed', completedSteps: 1 });
    } finally {
      await worker.stop();
    }

    const late = client.steps.complete(stream, { step: 'one', fence: lateFence, output: 'too late' });
    await expect(late).rejects.toMatchObject({ code: expect.stringMatching(/^(step\.lease-stale|workflow\.illegal-transition)$/) });
    const events = await client.workflows.events(stream).toArray();
    expect(events.map(({ type }) => type.slice('workflow.'.length))).toEqual([
      'workflow-started',
      'step-scheduled',
      'step-claimed',
      'step-timed-out',
      'step-retry-scheduled',
      'step-claimed',
      'step-completed',
      'workflow-completed',
    ]);
    expect(events.find(({ type }) => type === 'workflow.step-completed')?.data).toMatchObject({
      fence: lateFence + 1,
      output: 'done by the second',
    });
  }, 60_000);

  it('is refused by its fence while the second one is still at work', async () => {
    const { stream } = await client.workflows.start({
      title: 'Stale',
      steps: [{ step: 'one', capability: 'test.stale', retry: { maxAttempts: 3, backoffMs: 0 } }],
    });
    const first = await client.steps.claim(stream, { step: 'one', leaseMs: 200 });
    await client.workflows.waitFor(stream, ({ steps }) => steps?.[0]?.status === 'ready');
    const second = await client.steps.claim(stream, { step: 'one' });
    await expect(client.steps.complete(stream, { step: 'one', fence: first.fence })).rejects.toMatchObject({
      code: 'step.lease-stale',
      facts: { newest: second.fence },
    });
    await client.steps.complete(stream, { step: 'one', fence: second.fence });
  }, 60_000);
});
