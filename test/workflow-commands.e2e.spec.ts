import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { Approve, Reject, commandsTopic, keyOf, partitionOf, type Fact, type Principal } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { commandHash, sealPrincipal } from '@skein/log';
import { TEST_SECRET, runSystem, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';

const PARTITIONS = 4;
const once = { maxAttempts: 1 };

describe('commands of a workflow, on the real broker and database', () => {
  let system: RunningSystem;
  let kafka: KafkaConnection;
  let client: SkeinClient;

  const clientOf = async (subject: string, ...roles: string[]) =>
    new SkeinClient({ url: system.env.GATEWAY_URL!, key: await system.key({ subject, roles }) });

  beforeAll(async () => {
    system = await runSystem(import.meta.url, { partitions: PARTITIONS });
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService);
    await system.start('gateway', Gateway);
    client = await clientOf('ann', 'approver');
    kafka = await connectKafka({ brokers: system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
  }, 120_000);
  afterAll(async () => {
    await kafka.close();
    await system.stop();
  }, 60_000);

  /** Sends a command as a command-service would that had checked this principal; answers what its sender reads at the command's address. */
  async function overKafka(stream: string, { type, data }: Fact, principal: Principal): Promise<Record<string, unknown>> {
    const id = randomUUID();
    const sealedby = sealPrincipal(TEST_SECRET, { principal, commandId: id, stream, commandHash: commandHash({ type, stream, data }) });
    const named = { specversion: '1.0', id, source: 'test', type: `dev.skein.${type}.v1`, subject: stream };
    const key = keyOf(principal.tenant, stream);
    const producer = await kafka.createProducer();
    await producer.produce([
      {
        topic: commandsTopic('workflow', system.prefix),
        partition: partitionOf(key, PARTITIONS),
        records: [{ key, value: JSON.stringify({ ...named, principal, sealedby, data }) }],
      },
    ]);
    await producer.close();
    const headers = { authorization: `Bearer ${await system.key()}` };
    const outcome = async (): Promise<Record<string, unknown>> => {
      const response = await fetch(`${system.env.GATEWAY_URL}/v1/workflows/${stream}/commands/${id}`, { headers });
      return response.status === 404 ? outcome() : ((await response.json()) as Record<string, unknown>);
    };
    return outcome();
  }
  const principal = (subject: string, ...roles: string[]): Principal => ({ tenant: 'acme', subject, roles, scopes: ['write', 'approve'] });

  it('retry-from takes a failed workflow up again: its steps are offered and done once more, and old fences stay old', async () => {
    const { stream } = await client.workflows.start({
      title: 'Try again',
      steps: [
        { step: 'read', capability: 'retry.read' },
        { step: 'write', capability: 'retry.write', dependsOn: ['read'], retry: once },
      ],
    });
    const read = await client.steps.claim(stream, { step: 'read' });
    await client.steps.complete(stream, { step: 'read', fence: read.fence, output: 1 });
    const write = await client.steps.claim(stream, { step: 'write' });
    await client.steps.fail(stream, { step: 'write', fence: write.fence, error: { message: 'broke' } });
    const failed = await client.workflows.get(stream);
    expect(failed).toMatchObject({ status: 'failed', closedAt: expect.any(String) });

    const from = { step: 'read', reason: 'fixed' };
    await expect(client.workflows.retry(stream, from, { expectedVersion: failed.version - 1 })).rejects.toMatchObject({
      code: 'workflow.version-conflict',
    });
    const retried = await client.workflows.retry(stream, from, { id: 'again', expectedVersion: failed.version });
    expect(retried.events?.map(({ type }) => type)).toEqual([
      'workflow.workflow-reopened',
      'workflow.step-rescheduled',
      'workflow.step-rescheduled',
    ]);
    expect(await client.workflows.retry(stream, from, { id: 'again', expectedVersion: failed.version })).toEqual(retried);
    const view = await client.workflows.get(stream);
    expect(view).toMatchObject({ status: 'running', openSteps: 2, completedSteps: 0 });
    expect(view).not.toHaveProperty('closedAt');

    const done: string[] = [];
    const worker = client.work({ capabilities: ['retry.read', 'retry.write'], workflow: stream }, ({ step, attempt }) => {
      done.push(`${step} ${attempt}`);
      return { step };
    });
    await client.workflows.waitFor(stream);
    await worker.stop();
    expect(done).toEqual(['read 2', 'write 2']);
    await expect(client.steps.complete(stream, { step: 'read', fence: read.fence })).rejects.toMatchObject({
      code: 'workflow.illegal-transition',
    });
    expect(await client.workflows.get(stream)).toMatchObject({ status: 'completed', completedSteps: 2, failedAttempts: 1 });
    const lines = (await client.workflows.timeline(stream).toArray()).map(({ text }) => text);
    expect(lines).toEqual(expect.arrayContaining(['Workflow taken up again from step read: fixed', 'Step write runs again']));
    await expect(client.workflows.retry(stream, from)).rejects.toMatchObject({ code: 'workflow.illegal-transition' });
  });

  it('refuse the late answer of an attempt from before the retry', async () => {
    const { stream } = await client.workflows.start({ title: 'Late', steps: [{ step: 'one', capability: 'late', retry: once }] });
    const held = await client.steps.claim(stream, { step: 'one' });
    await client.steps.schedule(stream, { step: 'two', capability: 'late', retry: once });
    const other = await client.steps.claim(stream, { step: 'two' });
    await client.steps.fail(stream, { step: 'two', fence: other.fence, error: { message: 'broke' } });
    await client.workflows.retry(stream, { step: 'two' });
    await expect(client.steps.complete(stream, { step: 'one', fence: held.fence })).rejects.toMatchObject({ code: 'step.lease-stale' });
    const again = await client.steps.claim(stream, { step: 'one' });
    expect(again).toMatchObject({ attempt: held.attempt + 1, fence: held.fence + 1 });
    await expect(client.steps.complete(stream, { step: 'one', fence: held.fence })).rejects.toMatchObject({ code: 'step.lease-stale' });
  });

  it('on approvals follow the same rules over HTTP and Kafka: roles, justification, one vote per person, quorum', async () => {
    const { stream } = await client.workflows.start({ title: 'Ship', steps: [{ step: 'ship', capability: 'ship' }] });
    await client.approvals.request(stream, { gate: 'go', title: 'Go?', risk: 'critical', roles: ['lead'], quorum: 2 });
    const [bob, eve] = [await clientOf('bob', 'lead'), await clientOf('eve', 'admin')];
    const yes = Approve({ gate: 'go', justification: 'tested' });

    await expect(eve.approvals.approve(stream, 'go', 'tested')).rejects.toMatchObject({ code: 'approval.role-missing' });
    expect(await overKafka(stream, yes, principal('eve', 'admin'))).toMatchObject({ problem: { code: 'approval.role-missing' } });
    await expect(bob.approvals.approve(stream, 'go')).rejects.toMatchObject({ code: 'approval.justification-missing' });
    expect(await overKafka(stream, Approve({ gate: 'go' }), principal('bob', 'lead'))).toMatchObject({
      problem: { code: 'approval.justification-missing' },
    });
    expect(await overKafka(stream, Reject({ gate: 'go', reason: 'no' }), { ...principal('bob', 'lead'), scopes: ['write'] })).toMatchObject(
      {
        problem: { code: 'identity.scope-missing' },
      },
    );

    expect(await overKafka(stream, yes, principal('bob', 'lead'))).toMatchObject({ status: 'applied' });
    expect(await bob.approvals.approve(stream, 'go', 'tested')).toMatchObject({ status: 'unchanged' });
    expect(await client.approvals.list({ workflow: stream }).toArray()).toMatchObject([
      { gate: 'go', status: 'open', roles: ['lead'], voters: ['bob'], quorum: 2, votesNeeded: 1 },
    ]);
    await expect(client.steps.claim(stream, { step: 'ship' })).rejects.toMatchObject({ code: 'workflow.illegal-transition' });

    await (await clientOf('cy', 'lead')).approvals.approve(stream, 'go', 'read it');
    expect(await client.approvals.list({ workflow: stream }).toArray()).toMatchObject([{ status: 'granted', votesNeeded: 0 }]);
    expect(await client.workflows.get(stream)).toMatchObject({ status: 'running', openGates: 0 });
  });

  it('escalate a gate by hand, and by timers until silence means no', async () => {
    const { stream } = await client.workflows.start({ title: 'Wait', ttlMs: 0, steps: [{ step: 'later', capability: 'wait' }] });
    const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
    const [lead, boss] = [await clientOf('bob', 'lead'), await clientOf('dee', 'boss')];
    await client.approvals.request(stream, { gate: 'hand', title: 'Now?', roles: ['lead'] });
    await expect(boss.approvals.escalate(stream, { gate: 'hand', roles: ['boss'] })).rejects.toMatchObject({
      code: 'approval.role-missing',
    });
    await lead.approvals.escalate(stream, { gate: 'hand', roles: ['boss'], reason: 'on leave' });
    await expect(lead.approvals.approve(stream, 'hand')).rejects.toMatchObject({ code: 'approval.role-missing' });
    expect(await boss.approvals.approve(stream, 'hand')).toMatchObject({ status: 'applied' });

    const escalation = { at: soon(1_000), roles: ['boss'], expiresAt: soon(2_000) };
    await client.approvals.request(stream, { gate: 'timed', title: 'Now?', roles: ['lead'], expiresAt: soon(60_000), escalation });
    expect(await client.approvals.list({ workflow: stream, status: 'open' }).toArray()).toMatchObject([
      { gate: 'timed', roles: ['lead'], escalatesAt: escalation.at, escalatesTo: ['boss'] },
    ]);
    expect(await client.workflows.waitFor(stream)).toMatchObject({ status: 'rejected', openGates: 0 });
    const events = await client.workflows.events(stream).toArray();
    expect(events.slice(-2)).toMatchObject([
      { type: 'workflow.approval-escalated', actor: 'skein:timer', data: { gate: 'timed', roles: ['boss'] } },
      { type: 'workflow.approval-expired', actor: 'skein:timer', data: { gate: 'timed' } },
    ]);
    expect(await client.approvals.list({ workflow: stream, status: 'expired' }).toArray()).toMatchObject([
      { gate: 'timed', roles: ['boss'], expiresAt: escalation.expiresAt, escalatedAt: expect.any(String) },
    ]);
    await expect(boss.approvals.approve(stream, 'timed')).rejects.toMatchObject({ code: 'workflow.illegal-transition' });
    await expect(client.workflows.resume(stream)).rejects.toMatchObject({ code: 'workflow.illegal-transition' });
  });

  it('count signals and usage, by agent, model and step', async () => {
    const { stream } = await client.workflows.start({ title: 'Count', steps: [{ step: 'read', capability: 'count' }] });
    await client.workflows.signal(stream, { name: 'tests-green', payload: { run: 7 } });
    await client.workflows.recordUsage(stream, { usage: { inputTokens: 10, costMicroUsd: 1, model: 'small' }, step: 'read' });
    await client.workflows.recordUsage(stream, { usage: { outputTokens: 5, costMicroUsd: 2, model: 'large' }, agent: 'helper' });
    const { fence } = await client.steps.claim(stream, { step: 'read' });
    await client.steps.complete(stream, { step: 'read', fence, usage: { inputTokens: 100, model: 'small' } });

    const total = { inputTokens: 110, outputTokens: 5, costMicroUsd: 3 };
    expect(await client.workflows.get(stream)).toMatchObject({ status: 'completed', signals: 1, usage: total });
    expect(await client.workflows.usage(stream)).toEqual({
      total,
      byAgent: [
        { name: 'helper', inputTokens: 0, outputTokens: 5, costMicroUsd: 2 },
        { name: 'ann', inputTokens: 110, outputTokens: 0, costMicroUsd: 1 },
      ],
      byModel: [
        { name: 'large', inputTokens: 0, outputTokens: 5, costMicroUsd: 2 },
        { name: 'small', inputTokens: 110, outputTokens: 0, costMicroUsd: 1 },
      ],
      byStep: [{ name: 'read', inputTokens: 110, outputTokens: 0, costMicroUsd: 1 }],
    });
    expect(await client.workflows.state(stream)).toMatchObject({ usage: total, signals: [{ name: 'tests-green', count: 1, version: 3 }] });
    await expect(client.workflows.signal(stream, { name: 'late' })).rejects.toMatchObject({ code: 'workflow.illegal-transition' });
    await expect(client.workflows.usage('none')).rejects.toMatchObject({ code: 'workflow.unknown' });
  });
});
