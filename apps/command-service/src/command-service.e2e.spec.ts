import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartWorkflow, type CommandResult, type CommandsResponse } from '@skein/contracts';
import { migrate, storeMigrations } from '@skein/postgres';
import { runSystem, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule } from './app.module.ts';

describe('a command-service without an event-store', () => {
  let system: RunningSystem;
  let url: string;
  let key: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    // the tables of the store, which only the event-store fills
    await migrate({ url: system.env.DATABASE_URL!, ...storeMigrations });
    url = (await system.start('command-service', AppModule)).url;
    key = await system.key();
  });
  afterAll(() => system.stop());

  const post = async <T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: T }> => {
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    };
    const response = await fetch(`${url}${path}`, init);
    return { status: response.status, body: (await response.json()) as T };
  };

  it('answers "logged" as soon as the events are in Kafka', async () => {
    const { status, body } = await post<CommandResult>('/v1/workflows?wait=logged', { title: 'First' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'applied',
      durable: 'logged',
      version: 1,
      events: [{ type: 'workflow.workflow-started' }],
    });
  });

  it('gives the same command the same answer, and another content under its id a refusal', async () => {
    const id = randomUUID();
    const command = { id, ...StartWorkflow({ title: 'Once' }) };
    const send = async (commands: object[]) => (await post<CommandsResponse>('/v1/commands?wait=logged', { commands })).body.results;
    const [first, twin] = await send([command, command]);
    const [later] = await send([command]);
    const [other] = await send([{ ...command, data: { title: 'Twice' } }]);
    expect(first).toMatchObject({ status: 'applied', version: 1 });
    expect(twin).toEqual(first);
    expect(later).toEqual(first);
    expect(other).toMatchObject({ status: 'failed', problem: { code: 'command.key-reused' } });
  });

  it('decides a batch once that comes twice under one Idempotency-Key, and one under another key by itself', async () => {
    const commands = [
      StartWorkflow({ title: 'One' }),
      StartWorkflow({ title: 'Two' }),
      { id: randomUUID(), ...StartWorkflow({ title: 'Three' }) },
    ];
    const send = async (key: string) =>
      (await post<CommandsResponse>('/v1/commands?wait=logged', { commands }, { 'idempotency-key': key })).body;
    const [key, otherKey] = [randomUUID(), randomUUID()];
    const first = await send(key);
    expect(first.results).toMatchObject(Array(3).fill({ status: 'applied', version: 1 }));
    expect(await send(key)).toEqual(first);
    const ids = [...first.results, ...(await send(otherKey)).results].map(({ commandId }) => commandId);
    expect(new Set(ids).size).toBe(5); // the third has its own
  });

  it('takes "accepted" commands into the topic, and 202 when the store does not come in time', async () => {
    const accepted = await post<CommandResult>('/v1/workflows?wait=accepted', { title: 'Later' });
    expect(accepted).toMatchObject({ status: 202, body: { status: 'pending', durable: 'accepted' } });
    const logged = await post<CommandResult>('/v1/workflows?wait=stored', { title: 'Final' }, { prefer: 'wait=1' });
    expect(logged.status).toBe(202);
    expect(logged.body).toMatchObject({ status: 'applied', durable: 'logged' });
  });
});
