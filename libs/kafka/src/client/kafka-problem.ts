import { SkeinError } from '@skein/contracts';
import { types } from 'node:util';
import { kafkajs } from './kafkajs.ts';

/** What a broker answers that has just started or is about to change roles. */
export const loading: ReadonlySet<string> = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'LEADER_NOT_AVAILABLE',
  'NOT_CONTROLLER',
]);

/** The broker's own name of what went wrong, wherever kafkajs has wrapped it. */
export function brokerErrorOf(error: unknown): string | undefined {
  for (let inner = error, depth = 0; types.isNativeError(inner) && depth < 6; inner = inner.cause ?? originalOf(inner), depth++) {
    const type: unknown = Reflect.get(inner, 'type');
    if (typeof type === 'string') return type;
  }
  return undefined;
}

const originalOf = (error: Error): unknown => Reflect.get(error, 'originalError');

const passingNames = new Set([
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSLockTimeout',
  'KafkaJSTimeout',
]);

/** Whether a broker that comes back would cure it, although kafkajs itself would not try again. */
export function isPassing(error: unknown): boolean {
  for (let inner = error, depth = 0; types.isNativeError(inner) && depth < 6; inner = inner.cause ?? originalOf(inner), depth++) {
    if (passingNames.has(inner.name) || loading.has(String(Reflect.get(inner, 'type')))) return true;
  }
  return false;
}

const unauthorised = /AUTHORIZATION_FAILED|SASL/;

/** Makes one of our errors of whatever kafkajs threw. `doing` completes "Kafka did not …". */
export function kafkaProblem(error: unknown, doing: string, brokers: readonly string[]): SkeinError {
  if (error instanceof SkeinError) return error;
  const brokerError = brokerErrorOf(error);
  const why = types.isNativeError(error) ? error.message : String(error);
  const facts = { brokers: [...brokers], ...(brokerError ? { brokerError } : {}) };
  if (error instanceof kafkajs.KafkaJSNonRetriableError && /compression|codec/i.test(why)) {
    return new SkeinError(
      'log.topic-settings',
      `Kafka did not ${doing}: ${why}. This program reads uncompressed and gzip batches only. Produce with one of these.`,
      facts,
      { cause: error },
    );
  }
  if (unauthorised.test(`${brokerError} ${why}`)) {
    return new SkeinError(
      'service.failed',
      `Kafka did not ${doing}: ${why}. The credentials of this program lack that right. Grant it on the broker, or give other credentials.`,
      facts,
      { cause: error },
    );
  }
  if (brokerError === 'INVALID_SESSION_TIMEOUT') {
    return new SkeinError(
      'service.failed',
      `Kafka did not ${doing}: the broker refuses so short a session. Set group.min.session.timeout.ms=1000 on the broker.`,
      facts,
      { cause: error },
    );
  }
  return new SkeinError(
    'service.unavailable',
    `Kafka did not ${doing}: ${why}. Check that a broker runs at ${brokers.join(', ')} and that its advertised address can be reached from here.`,
    facts,
    { cause: error },
  );
}
