import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandsTopic, keyOf, partitionOf, type DeadLetterView } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { OperatedSystem } from './operated-system.fixture.ts';

const PARTITIONS = 4;
const elsewhere = (stream: string) => (partitionOf(keyOf('acme', stream), PARTITIONS) + 1) % PARTITIONS;

describe('commands that were set aside', () => {
  let on: OperatedSystem;
  let kafka: KafkaConnection;
  const record = (id: string, stream: string, more: object) =>
    JSON.stringify({ specversion: '1.0', id, source: 'test', subject: stream, tenant: 'acme', actor: 'kim', data: {}, ...more });
  const letters = async (...options: string[]) => {
    const { result } = await on.skein('dead-letter', 'list', ...options);
    return result['items'] as DeadLetterView[];
  };

  beforeAll(async () => {
    on = await OperatedSystem.start(import.meta.url);
    kafka = await connectKafka({ brokers: on.system.env['KAFKA_BROKERS']!.split(','), clientId: 'test' });
    const start = 'dev.skein.workflow.start-workflow.v1';
    const topic = commandsTopic('workflow', on.system.prefix);
    const producer = await kafka.createProducer();
    const partition = elsewhere('astray');
    const results = await producer.produce([
      {
        topic,
        partition,
        records: [
          { key: 'x', value: 'no JSON at all' },
          { key: 'x', value: record('astray-1', 'astray', { type: start, forwarded: true, data: { title: 'Astray' } }) },
        ],
      },
      {
        topic,
        partition: partitionOf(keyOf('acme', 'untitled'), PARTITIONS),
        records: [{ key: keyOf('acme', 'untitled'), value: record('untitled-1', 'untitled', { type: start, data: {} }) }],
      },
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'appended'));
    // Behind them in each partition: when these are decided, those before have been set aside.
    const behind = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
    await Promise.all(
      behind.map((stream) => on.client.trySend({ type: 'workflow.start-workflow', data: { title: stream } }, { stream, wait: 'accepted' })),
    );
    await Promise.all(
      behind.map((stream) => on.client.trySend({ type: 'workflow.annotate', data: { text: 'there' } }, { stream, wait: 'stored' })),
    );
    while ((await letters()).length < 3)
      await on.client.trySend({ type: 'workflow.annotate', data: { text: 'still there' } }, { stream: 'a' });
  }, 120_000);
  afterAll(async () => {
    await kafka.close();
    await on.stop();
  }, 60_000);

  const letterOf = async (code: string) => (await letters()).find((one) => one.code === code)!;

  it('are listed, and shown as they came', async () => {
    expect((await letters()).map(({ code }) => code).sort()).toEqual(['command.unreadable', 'command.wrong-partition', 'request.invalid']);
    const { id } = await letterOf('command.unreadable');
    expect((await on.skein('dead-letter', 'show', String(id))).result).toMatchObject({ id, value: 'no JSON at all' });
  });

  it('are sent again with the same id where nothing was decided under it, once, and it is noted who did it', async () => {
    const { id } = await letterOf('command.wrong-partition');
    for (let time = 0; time < 2; time++) {
      const { code, result } = await on.skein('dead-letter', 'retry', String(id));
      expect([code, result]).toMatchObject([
        0,
        { letter: { retried: { by: 'ann', commandId: 'astray-1', status: 'applied' } }, result: { stream: 'astray', version: 1 } },
      ]);
    }
    expect(await on.admin.query(`select from records where stream = 'astray'`)).toHaveLength(1);
    expect((await letters('--open')).map(({ id: open }) => open)).not.toContain(id);
  });

  it('take a new id, which follows from the old one, when they were refused under that', async () => {
    const { id } = await letterOf('request.invalid');
    await on.admin.execute(
      `update command_service.dead_letters set value = replace(value, '"data":{}', '"data":{"title":"Now it has one"}') where id = $1`,
      [id],
    );
    const { code, result } = await on.skein('dead-letter', 'retry', String(id));
    expect([code, result]).toMatchObject([0, { result: { status: 'applied', stream: 'untitled' } }]);
    expect((result as { result: { commandId: string } }).result.commandId).not.toBe('untitled-1');
    const again = await on.skein('dead-letter', 'retry', String(id));
    expect((again.result as { result: object }).result).toMatchObject({
      commandId: (result as { result: { commandId: string } }).result.commandId,
    });
  });

  it.each([
    ['retry', '1000', 'command.letter-unknown'],
    ['show', '1000', 'command.letter-unknown'],
    ['show', '1000', 'no command was set aside under that number'],
    ['retry', 'x', '"x" is no dead letter'],
    ['show', '1e3', '"1e3" is no dead letter'],
  ])('%s %s ends with an error that says why', async (command, id, what) => {
    const { code, err } = await on.skein('dead-letter', command, id);
    expect([code > 0, err]).toEqual([true, expect.stringContaining(what)]);
  });

  it('cannot be sent again when they hold no command', async () => {
    const { id } = await letterOf('command.unreadable');
    expect(await on.skein('dead-letter', 'retry', String(id))).toMatchObject({
      code: 1,
      err: expect.stringContaining('command.letter-unusable'),
    });
  });
});
