import { writeFile } from 'node:fs/promises';

/** Where the broker listens and keeps its data. */
export interface BrokerPlace {
  port: number;
  controllerPort: number;
  dataFolder: string;
}

// Above the 8 MiB record batches of the events topics, so that their own bound is the one that counts.
const largestBatch = 10 * 1024 * 1024;

/** Settings of a broker and controller in one process, on loopback, alone in its cluster. */
export function serverProperties({ port, controllerPort, dataFolder }: BrokerPlace): Record<string, string | number> {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `CLIENT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    'log.dirs': dataFolder,

    'auto.create.topics.enable': 'false',
    'message.max.bytes': largestBatch,
    'replica.fetch.max.bytes': largestBatch,
    // The log is the truth: nothing of it goes by age.
    'log.retention.ms': -1,

    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,

    // A killed member is replaced within its session time-out: short ones are allowed, and nobody waits for more members to come.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,

    // A killed broker that comes back is let in when its former session has ended: 3 s, not the default 9, and callers wait with it.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,

    // The default takes 128 MiB, a third of the heap, to compact topics that are small here.
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
    'num.network.threads': 2,
    'num.io.threads': 4,

    // What waited in vain stays in memory until so many have: with the default of 1,000 a collection of what is young took half as long again.
    'fetch.purgatory.purge.interval.requests': 100,
    'producer.purgatory.purge.interval.requests': 100,

    // A controller tells others that it is there by a record of nothing, by default twice a second. There are no others.
    'metadata.max.idle.interval.ms': 5_000,
  };
}

/** Writes settings in Java's properties format. */
export function writeProperties(file: string, settings: Record<string, string | number>): Promise<void> {
  const escaped = (value: string | number) => String(value).replaceAll('\\', '\\\\');
  return writeFile(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key}=${escaped(value)}\n`)
      .join(''),
    { mode: 0o600 },
  );
}
