import type { LogPlace } from '../command/log-place.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';

/** The brokers, else an error: with DATABASE_URL alone only the store is known. */
export function brokersOf({ brokers }: LogPlace): string[] {
  if (brokers.length > 0) return brokers;
  throw new CliError('KAFKA_BROKERS is not set', {
    code: 'config.invalid',
    why: 'DATABASE_URL names another deployment, whose topics are needed too.',
    todo: 'set KAFKA_BROKERS to host:port of its brokers, and TOPIC_PREFIX and PARTITIONS as its services have them.',
    exit: exitCode.setUp,
  });
}
