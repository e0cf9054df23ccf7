import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandsTopic, keyOf, partitionOf } from '@skein/contracts';
import { connectKafka, ensureTopics, type KafkaConnection } from '@skein/kafka';
import { until } from '@skein/testing';
import kafkajs from 'kafkajs';
import { OperatedSystem } from './operated-system.fixture.ts';

const stream = 'w';
const partition = partitionOf(keyOf('acme', stream), 4);
const BEYOND = 100;

describe('a commands topic that ends before what was read of it', () => {
  let on: OperatedSystem;
  let kafka: KafkaConnection;
  let topic: string;

  beforeAll(async () => {
    on = await OperatedSystem.start(import.meta.url);
    topic = commandsTopic('workflow', on.system.prefix);
    kafka = await connectKafka({ brokers: brokers(), clientId: 'test' });
    await on.client.workflows.start({ title: 'x' }, { stream });
  }, 60_000);
  afterAll(async () => {
    await kafka.close();
    await on.stop();
  }, 60_000);

  const brokers = () => on.system.env['KAFKA_BROKERS']!.split(',');
  const group = () => `${on.system.prefix}command-service`;
  const committed = async () => (await kafka.admin.committed(group(), topic)).get(partition);
  const note = (id: string, wait: 'accepted' | 'stored') =>
    on.client.trySend({ type: 'workflow.annotate', data: { text: id } }, { stream, id, wait });
  const said = () => on.system.log.filter((line) => line.includes('"log.truncated"') && line.includes(`"partition":${partition}`));
  const unread = async () => (await on.skein('log', 'partitions', '--all')).err;
  const offsetsOf = async (id: string) => await on.admin.query('select from records where command_id = $1', [id]);

  /** Of one that is not read: HTTP is served, Kafka waits, and a release goes on from the beginning. */
  async function isReadAgainAfterRelease(name: string): Promise<void> {
    expect(await unread()).toContain(`workflow:${partition} decides what comes by HTTP, and reads no commands from Kafka (log.truncated)`);
    expect(await note(`${name}-http`, 'stored')).toMatchObject({ status: 'applied', durable: 'stored' });
    expect(await note(`${name}-kafka`, 'accepted')).toMatchObject({ status: 'pending' });
    // So that whoever has it next passes nothing of what the topic holds now.
    await until('the offset of the old topic is taken back', async () => (await committed()) === 0);
    expect(await offsetsOf(`${name}-kafka`)).toHaveLength(0);
    expect(await on.skein('log', 'release', 'workflow', String(partition))).toMatchObject({ code: 0, result: { released: true } });
    expect(await note(`${name}-kafka`, 'stored')).toMatchObject({ status: 'applied', durable: 'stored' });
    expect(await offsetsOf(`${name}-kafka`)).toHaveLength(1);
    expect(await unread()).not.toContain('log.truncated');
    await until('its offset', async () => (await committed()) === (await kafka.admin.endOffset(topic, partition)));
  }

  it('is not read when a service begins, until it is released; callers over HTTP are served, and it is said once', async () => {
    await note('before', 'accepted');
    await until('it to be committed', async () => (await committed()) === 1);
    await on.owner.stop();
    const admin = new kafkajs.Kafka({ brokers: brokers(), clientId: 'test', logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.setOffsets({ groupId: group(), topic, partitions: [{ partition, offset: String(BEYOND) }] });
    await admin.disconnect();
    await on.startOwner();
    await until('it to be said', () => said().length > 0);
    await isReadAgainAfterRelease('begun');
    expect(said()).toEqual([expect.stringContaining(`skein log release workflow ${partition}`)]);
    expect(await offsetsOf('before')).toHaveLength(1);
  }, 60_000);

  (process.env.SKEIN_PROOF ? it : it.skip)(
    'is not read any more when it was made anew under a running service, which goes on',
    async () => {
      const before = said().length;
      await kafka.admin.deleteTopics([topic]);
      await ensureTopics(kafka.admin, { prefix: on.system.prefix, partitions: 4 });
      await note('first-of-the-new', 'accepted');
      await until('it to be said', () => said().length > before);
      await isReadAgainAfterRelease('running');
      expect(await offsetsOf('first-of-the-new')).toHaveLength(1);
      expect(await on.skein('verify')).toMatchObject({ code: 0, result: { ok: true } });
    },
    60_000,
  );
});
