import { afterEach, describe, expect, it } from '@jest/globals';
import { Annotate, problemOf, type CommandRequest, type CommandResult, type ProblemCode } from '@skein/contracts';
import { answerJson, StandInServer, type Answering } from '../fixtures/stand-in-server.fixture.ts';
import { CommandRejected, SkeinClient } from '../index.ts';

const note = (text: string) => Annotate({ text });

const applied = ({ id = '', stream = 'made' }: CommandRequest): CommandResult => ({
  commandId: id,
  stream,
  status: 'applied',
  durable: 'stored',
  version: 1,
  position: 'workflow:0:1',
  events: [],
});
const failed = (command: CommandRequest, code: ProblemCode): CommandResult => ({
  ...applied(command),
  status: 'failed',
  problem: problemOf(code),
});
const commandsOf = ({ body }: { body: string }) => (JSON.parse(body) as { commands: CommandRequest[] }).commands;

describe('sending commands', () => {
  let server: StandInServer;
  const clientOf = async (answering: Answering, options = {}) => {
    server = await new StandInServer(answering).start();
    return new SkeinClient({ url: server.url, key: 'sk_test', ...options });
  };
  const answeringEach = (result: (command: CommandRequest, attempt: number) => CommandResult): Answering => {
    const attempts = new Map<string, number>();
    return (request, response) =>
      answerJson(response, {
        results: commandsOf(request).map((command) => {
          const attempt = (attempts.get(command.id!) ?? 0) + 1;
          attempts.set(command.id!, attempt);
          return result(command, attempt);
        }),
      });
  };
  afterEach(() => server.stop());

  it('puts what is sent in one turn into one request, and gives each caller its own result', async () => {
    const client = await clientOf(answeringEach(applied));
    const results = await Promise.all(['a', 'b', 'c'].map((stream) => client.send(note(stream), { stream })));
    expect(server.requests).toHaveLength(1);
    expect(results.map(({ stream }) => stream)).toEqual(['a', 'b', 'c']);
    expect(server.requests[0]).toMatchObject({ url: '/v1/commands?wait=stored', headers: { authorization: 'Bearer sk_test' } });
  });

  it('gathers what comes while a request is under way', async () => {
    const arrived = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const answer = answeringEach(applied);
    const client = await clientOf(async (request, response) => {
      arrived.resolve();
      if (server.requests.length === 1) await go.promise;
      await answer(request, response);
    });
    const first = client.send(note('first'), { stream: 'a' });
    await arrived.promise;
    const later = [1, 2, 3].map((n) => client.send(note(`later ${n}`), { stream: 'a' }));
    go.resolve();
    await Promise.all([first, ...later]);
    expect(server.requests.slice(1).flatMap(commandsOf)).toHaveLength(3);
  });

  it('sends what fills a request while another is under way', async () => {
    const [arrived, full] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const answer = answeringEach(applied);
    const answering: Answering = async (request, response) => {
      arrived.resolve();
      if (commandsOf(request).length === 128) full.resolve();
      else await full.promise; // answered only when the full one has arrived beside it
      await answer(request, response);
    };
    const client = await clientOf(answering, { batch: { few: 1, slowAfterMs: 600_000 } });
    const first = client.send(note('first'), { stream: 'a' });
    await arrived.promise;
    const others = Array.from({ length: 128 }, (_, n) => client.send(note(`other ${n}`), { stream: 'a' }));
    await Promise.all([first, ...others]);
    expect(server.requests.map((request) => commandsOf(request).length)).toEqual([1, 128]);
  });

  it('does not let a slow request hold up the next', async () => {
    const arrived = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const answer = answeringEach(applied);
    const client = await clientOf(async (request, response) => {
      arrived.resolve();
      if (commandsOf(request)[0]!.stream === 'slow') await go.promise;
      await answer(request, response);
    });
    const slow = client.send(note('x'), { stream: 'slow' });
    await arrived.promise;
    await client.send(note('x'), { stream: 'quick' });
    go.resolve();
    await slow;
  });

  it('never sends more than 128 commands or 1 MiB in one request', async () => {
    const client = await clientOf(answeringEach(applied));
    const large = 'x'.repeat(15_000);
    await Promise.all(Array.from({ length: 300 }, (_, n) => client.send(note(n < 150 ? large : 'small'), { stream: 'a' })));
    const sizes = server.requests.map(({ body }) => [commandsOf({ body }).length, body.length] as const);
    expect(Math.max(...sizes.map(([count]) => count))).toBeLessThanOrEqual(128);
    expect(Math.max(...sizes.map(([, bytes]) => bytes))).toBeLessThanOrEqual(1024 * 1024 + 100);
    expect(server.requests.flatMap(commandsOf)).toHaveLength(300);
  });

  it('keeps commands that wait for different things apart', async () => {
    const client = await clientOf(answeringEach(applied));
    await Promise.all([client.send(note('a'), { stream: 'a', wait: 'logged' }), client.send(note('b'), { stream: 'a' })]);
    expect(server.requests.map(({ url }) => url).sort()).toEqual(['/v1/commands?wait=logged', '/v1/commands?wait=stored']);
  });

  it.each(['service.busy', 'service.unavailable', 'command.outcome-unknown'] as const)(
    'sends a command again with the same bytes after %s',
    async (code) => {
      const client = await clientOf(answeringEach((command, attempt) => (attempt < 3 ? failed(command, code) : applied(command))));
      await expect(client.send(note('a'), { stream: 'a' })).resolves.toMatchObject({ status: 'applied' });
      expect(server.requests).toHaveLength(3);
      expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
    },
  );

  it('sends again after a connection that broke before the answer', async () => {
    const answer = answeringEach(applied);
    const client = await clientOf((request, response) =>
      server.requests.length < 3 ? void response.destroy() : answer(request, response),
    );
    await expect(client.send(note('a'), { stream: 'a' })).resolves.toMatchObject({ status: 'applied' });
    expect(new Set(server.requests.flatMap(commandsOf).map(({ id }) => id)).size).toBe(1);
  });

  it('throws a rejection as such, with its facts, and returns it when asked to', async () => {
    const rejected = (command: CommandRequest): CommandResult => ({
      ...applied(command),
      status: 'rejected',
      problem: problemOf('step.lease-stale', undefined, { step: 's', fence: 2 }),
    });
    const client = await clientOf(answeringEach(rejected));
    const error = await client.send(note('a'), { stream: 'a' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CommandRejected);
    expect(error).toMatchObject({ code: 'step.lease-stale', facts: { fence: 2 }, result: { stream: 'a' } });
    await expect(client.trySend(note('a'), { stream: 'a' })).resolves.toMatchObject({ status: 'rejected' });
    expect(server.requests).toHaveLength(2);
  });

  it('looks where a pending command leads until its outcome is there', async () => {
    let looks = 0;
    const client = await clientOf((request, response) => {
      if (request.method === 'POST') {
        const command = commandsOf(request)[0]!;
        return answerJson(response, { results: [{ commandId: command.id, stream: 'a', status: 'pending', durable: 'accepted' }] }, 202);
      }
      expect(request.url).toBe('/v1/workflows/a/commands/c1');
      if (++looks < 3) answerJson(response, problemOf('command.unknown'), 404);
      else answerJson(response, applied({ id: 'c1', stream: 'a', type: '', data: {} }));
    });
    await expect(client.send(note('a'), { stream: 'a', id: 'c1' })).resolves.toMatchObject({ status: 'applied' });
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('gives pending back when the time is over', async () => {
    const client = await clientOf((request, response) => {
      if (request.method === 'GET') return answerJson(response, problemOf('command.unknown'), 404);
      answerJson(response, { results: [{ commandId: 'c1', stream: 'a', status: 'pending' }] }, 202);
    });
    await expect(client.send(note('a'), { stream: 'a', id: 'c1', timeoutMs: 300 })).resolves.toMatchObject({ status: 'pending' });
  });

  it('does not guess when no answer came: the outcome is unknown', async () => {
    const client = await clientOf(() => undefined);
    await expect(client.send(note('a'), { stream: 'a', id: 'c1', timeoutMs: 200 })).rejects.toMatchObject({
      code: 'command.outcome-unknown',
      facts: { commandId: 'c1' },
    });
  });

  it('says that nobody answers when the command never left', async () => {
    const client = await clientOf(() => undefined);
    await server.stop();
    await expect(client.send(note('a'), { stream: 'a', timeoutMs: 2_000 })).rejects.toMatchObject({
      code: 'service.unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('does not let one bad command spoil those that travel with it', async () => {
    const answer = answeringEach(applied);
    const client = await clientOf((request, response) =>
      commandsOf(request).some(({ stream }) => stream === 'bad')
        ? answerJson(response, problemOf('request.invalid'), 400)
        : answer(request, response),
    );
    const [good, bad] = await Promise.allSettled([client.send(note('a'), { stream: 'a' }), client.send(note('b'), { stream: 'bad' })]);
    expect(good).toMatchObject({ status: 'fulfilled', value: { status: 'applied' } });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'request.invalid' } });
  });

  it('refuses an id that no server would take before it sends anything', async () => {
    const client = await clientOf(answeringEach(applied));
    await expect(client.send(note('a'), { stream: 'no spaces' })).rejects.toMatchObject({ code: 'request.invalid' });
    expect(server.requests).toHaveLength(0);
  });

  it('throws what cannot be helped at once, with the code of the server', async () => {
    const client = await clientOf((_, response) => answerJson(response, problemOf('identity.key-unknown'), 401));
    await expect(client.send(note('a'), { stream: 'a' })).rejects.toMatchObject({ code: 'identity.key-unknown' });
    expect(server.requests).toHaveLength(1);
  });
});
