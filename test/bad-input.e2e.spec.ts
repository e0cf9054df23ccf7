import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SkeinClient } from '@skein/client';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { createApp } from '@skein/platform';
import { runSystem, type RunningSystem } from '@skein/testing';
import { randomUUID } from 'node:crypto';
import { AppModule as CommandService } from '../apps/command-service/src/app.module.ts';
import { AppModule as EventStore } from '../apps/event-store/src/app.module.ts';
import { AppModule as Gateway } from '../apps/gateway/src/app.module.ts';

interface Refused {
  status: number;
  code?: string;
  detail?: string;
}

describe('bad input', () => {
  let system: RunningSystem;
  let client: SkeinClient;
  let kafka: KafkaConnection;
  let url: string;
  let key: string;
  let running: string;

  beforeAll(async () => {
    system = await runSystem(import.meta.url);
    await system.start('event-store', EventStore);
    await system.start('command-service', CommandService, { SKEIN_LOCAL_MODE: 'true' });
    ({ url } = await system.start('gateway', Gateway));
    key = await system.key();
    client = new SkeinClient({ url, key });
    kafka = await connectKafka({ brokers: system.env.KAFKA_BROKERS!.split(','), clientId: 'test' });
    running = (await client.workflows.start({ title: 'Target', steps: [{ step: 'one', capability: 'test' }] })).stream;
  }, 120_000);
  afterAll(async () => {
    await kafka.close();
    await system.stop();
  }, 60_000);

  const post = async (path: string, body: string, headers: Record<string, string> = {}): Promise<Refused> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body,
    });
    return { ...((await response.json()) as object), status: response.status };
  };
  const send = (path: string, body: object, headers?: Record<string, string>) => post(path, JSON.stringify(body), headers);
  const nul = String.fromCharCode(0);

  it.each<[string, () => Promise<Refused>, number, string]>([
    ['an unknown field', () => send('/v1/workflows', { title: 'x', colour: 'red' }), 400, 'request.invalid'],
    ['a wrong type', () => send('/v1/workflows', { title: 7 }), 400, 'request.invalid'],
    ['a missing field', () => send('/v1/workflows', {}), 400, 'request.invalid'],
    ['what is no JSON', () => post('/v1/workflows', '{"title":'), 400, 'request.invalid'],
    ['a bad id', () => send('/v1/workflows', { id: 'a b', title: 'x' }), 400, 'request.invalid'],
    ['a bad command id', () => send('/v1/workflows', { title: 'x' }, { 'idempotency-key': 'a b' }), 400, 'request.invalid'],
    ['a bad version', () => send(`/v1/workflows/${running}/pause`, {}, { 'if-match': 'seven' }), 400, 'request.invalid'],
    ['text that cannot be stored', () => send('/v1/workflows', { title: `x${nul}` }), 422, 'payload.bad-text'],
    ['text with half a character', () => post('/v1/workflows', '{"title":"x","input":{"a":"\\ud800"}}'), 422, 'payload.bad-text'],
    ['a number that is none', () => post('/v1/workflows', '{"title":"x","input":1e400}'), 422, 'payload.bad-value'],
    [
      'nesting without end',
      () => post('/v1/workflows', `{"title":"x","input":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
      422,
      'payload.bad-value',
    ],
    ['a payload that is too large', () => send('/v1/workflows', { title: 'x', input: 'y'.repeat(300_000) }), 413, 'payload.too-large'],
    ['a body that is too large', () => send('/v1/workflows', { title: 'x', input: 'y'.repeat(9_000_000) }), 413, 'request.too-large'],
    ['an unknown command', () => send(`/v1/workflows/${running}/explode`, {}), 422, 'command.unknown-type'],
    ['a command that only the system sends', () => send(`/v1/workflows/${running}/fire-timer`, {}), 422, 'command.unknown-type'],
    ['an unknown workflow', () => send('/v1/workflows/nobody/pause', {}), 404, 'workflow.unknown'],
    ['an id that is taken', () => send('/v1/workflows', { id: running, title: 'x' }), 409, 'workflow.exists'],
    ['a stale version', () => send(`/v1/workflows/${running}/pause`, {}, { 'if-match': '1' }), 412, 'workflow.version-conflict'],
    ['an illegal move', () => send(`/v1/workflows/${running}/resume`, {}), 409, 'workflow.illegal-transition'],
    ['a stale fence', () => send(`/v1/workflows/${running}/complete-step`, { step: 'one', fence: 9 }), 409, 'step.lease-stale'],
    ['an unknown step', () => send(`/v1/workflows/${running}/claim-step`, { step: 'two' }), 404, 'step.unknown'],
    ['no key', () => send('/v1/workflows', { title: 'x' }, { authorization: '' }), 401, 'identity.key-missing'],
    [
      'a wrong key',
      () => send('/v1/workflows', { title: 'x' }, { authorization: 'Bearer sk_wrong_wrong_wrong' }),
      401,
      'identity.key-unknown',
    ],
    ['an unknown address', () => send('/v1/nothing', {}), 404, 'request.not-found'],
  ])('%s is refused with a stable code and a sentence', async (_, attempt, status, code) => {
    const refused = await attempt();
    expect({ status: refused.status, code: refused.code }).toEqual({ status, code });
    expect(refused.detail?.length).toBeGreaterThan(10);
  });

  it('is refused in a key without the scope that it needs', async () => {
    const reader = await system.key({ subject: 'reader', scopes: ['read'] });
    expect(await send('/v1/workflows', { title: 'x' }, { authorization: `Bearer ${reader}` })).toMatchObject({
      status: 403,
      code: 'identity.scope-missing',
    });
    const writer = new SkeinClient({ url, key: await system.key({ subject: 'writer', scopes: ['read', 'write'] }) });
    await expect(writer.approvals.approve(running, 'gate')).rejects.toMatchObject({ code: 'identity.scope-missing' });
  });

  it('in one command of a request leaves the others as they are', async () => {
    const commands = [
      { type: 'workflow.start-workflow', data: { title: 'good' } },
      { type: 'workflow.start-workflow', data: { title: 7 } },
      { type: 'nonsense', data: {} },
    ];
    const { results } = (await send('/v1/commands', { commands })) as unknown as {
      results: { status: string; problem?: { code: string } }[];
    };
    expect(results.map(({ status, problem }) => problem?.code ?? status)).toEqual(['applied', 'request.invalid', 'command.unknown-type']);
  });

  describe('on the commands topic', () => {
    const produce = async (values: string[]) => {
      const producer = await kafka.createProducer();
      const topic = `${system.prefix}workflow.commands.v1`;
      await producer.produce([{ topic, partition: 0, records: values.map((value) => ({ key: null, value })) }]);
      await producer.close();
    };
    const letters = async () =>
      (await system.database.query<{ code: string }>('select code from command_service.dead_letters order by id')).map(({ code }) => code);
    const until = async <T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> => {
      for (;;) {
        const value = await read();
        if (done(value)) return value;
      }
    };
    const command = (more: object) =>
      JSON.stringify({
        specversion: '1.0',
        source: 'test',
        type: 'dev.skein.workflow.start-workflow.v1',
        tenant: 'acme',
        actor: 'bob',
        data: { title: 'ok' },
        ...more,
      });

    it('becomes a dead letter, a typed rejection where its id can be read, and holds up nothing', async () => {
      const [bad, good] = [randomUUID(), randomUUID()];
      await produce([
        'no json',
        '{"specversion":"9"}',
        command({ id: bad, subject: `wf-${bad}`, data: { title: 7 } }),
        command({ id: good, subject: `wf-${good}` }),
      ]);
      const outcome = async (id: string) =>
        (
          await fetch(`${url}/v1/workflows/wf-${id}/commands/${id}`, { headers: { authorization: `Bearer ${key}` } })
        ).json() as Promise<Refused>;
      const first = await until(
        () => outcome(bad),
        ({ code }) => code !== 'command.unknown',
      );
      expect(first).toMatchObject({ status: 'rejected', problem: { code: 'request.invalid' } });
      expect(
        await until(
          () => outcome(good),
          ({ code }) => code !== 'command.unknown',
        ),
      ).toMatchObject({ status: 'applied' });
      expect(await until(letters, (all) => all.length >= 3)).toEqual(['command.unreadable', 'command.unreadable', 'request.invalid']);
    });

    it('holds up nothing whatever it is, in whichever partition', async () => {
      const before = (await letters()).length;
      const poison = [
        command({ type: 'dev.skein.workflow.no-such-command.v1', subject: 'wf-a' }),
        command({ type: 'dev.skein.workflow.no-such-command.v1', subject: 'wf-b' }),
        command({}).replace('"ok"', '"\\ud800"'),
        command({}).replace('"ok"', '1e400'),
        command({}).replace('"ok"', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
        '',
        '[]',
        'null',
      ];
      await produce(poison);
      const { results } = (await send('/v1/commands?wait=accepted', {
        commands: Array.from({ length: 12 }, (_, i) => ({
          id: `after-${i}`,
          stream: `wf-after-${i}`,
          type: 'workflow.start-workflow',
          data: { title: 'x' },
        })),
      })) as unknown as { results: { status: string }[] };
      expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'pending'));
      const outcome = async (i: number) =>
        (
          await fetch(`${url}/v1/workflows/wf-after-${i}/commands/after-${i}`, { headers: { authorization: `Bearer ${key}` } })
        ).json() as Promise<Refused>;
      for (let i = 0; i < 12; i++)
        expect(
          await until(
            () => outcome(i),
            ({ code }) => code !== 'command.unknown',
          ),
        ).toMatchObject({ status: 'applied' });
      expect((await until(letters, (all) => all.length >= before + poison.length)).length).toBe(before + poison.length);
    });
  });

  it('of another number of partitions keeps an app from starting', async () => {
    const starting = createApp(CommandService, { env: { ...system.env, PARTITIONS: '7' }, logTo: { write: () => undefined } });
    await expect(starting).rejects.toMatchObject({ code: 'log.partition-count' });
  });

  it('of a database that a newer program has migrated keeps an app from starting', async () => {
    await system.database.execute(
      `insert into command_service.migrations (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')`,
    );
    const starting = createApp(CommandService, { env: system.env, logTo: { write: () => undefined } });
    await expect(starting).rejects.toMatchObject({ code: 'store.schema-newer' });
  });
});
