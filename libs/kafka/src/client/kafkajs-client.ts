import type { Kafka, LogEntry, RetryOptions } from 'kafkajs';
import type { KafkaLog, KafkaOptions } from './kafka-options.ts';
import { SocketFence } from './socket-fence.ts';
import { kafkajs } from './kafkajs.ts';

/** A kafkajs instance of its own for each producer, consumer and admin: kafkajs shares caches inside an instance. */
export interface FencedKafka {
  kafka: Kafka;
  fence: SocketFence;
}

const ownLevels = { [kafkajs.logLevel.ERROR]: 'warn', [kafkajs.logLevel.WARN]: 'info' } as const;
// Every attempt of every connection; who asked gets an error or a doubt that says the same.
const chatty = /^(Connection|BrokerPool|Cluster)$/;
// Normal right after a broker has started, and retried; or said on purpose.
const expected = /coordinator|load in progress|loading|Limiting retries|re-joining/i;
// A group member begins again by itself and says so once, see GroupMember.
const mended = /^(Crash: |Restarting the consumer )/;

export function openKafka(options: KafkaOptions, retry: RetryOptions, requestTimeout = 30_000): FencedKafka {
  const fence = new SocketFence();
  const kafka = new kafkajs.Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    connectionTimeout: options.connectTimeoutMs ?? 10_000,
    requestTimeout,
    retry,
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl as never }),
    socketFactory: fence.open as never,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: () => forward(options.log),
  });
  return { kafka, fence };
}

function forward(log: KafkaLog | undefined): (entry: LogEntry) => void {
  if (!log) return () => undefined;
  return ({ namespace, level, log: { message, timestamp: _, ...facts } }) => {
    const usual = chatty.test(namespace) || expected.test(`${message} ${String(facts['error'] ?? '')}`) || mended.test(message);
    log(usual ? 'debug' : (ownLevels[level as keyof typeof ownLevels] ?? 'debug'), `kafkajs ${namespace}: ${message}`, facts);
  };
}
