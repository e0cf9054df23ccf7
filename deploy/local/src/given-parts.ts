import { readBrokerMetadata } from './kafka/broker-metadata.ts';
import { givenPart, type Part } from './part.ts';
import { askDatabase } from './postgres/ask-database.ts';
import { StackError } from './stack-error.ts';

/** The brokers of `KAFKA_BROKERS`, once one of them has answered. */
export async function givenKafka(list: string): Promise<Part> {
  const brokers = list.split(',').map((address) => address.trim());
  await Promise.any(brokers.map((broker) => readBrokerMetadata(broker))).catch((cause: AggregateError) => {
    throw new StackError('stack.broker-unreachable', `the broker given as KAFKA_BROKERS=${list} does not answer`, {
      why: `${cause.errors.map((error) => (error as Error).message).join('; ')}.`,
      todo: 'start it or correct the address; without KAFKA_BROKERS a broker is started here.',
      cause,
    });
  });
  return givenPart(brokers.join(','));
}

/** The database of `DATABASE_URL`, once it has answered a query. */
export async function givenPostgres(url: string): Promise<Part> {
  await askDatabase(url).catch((cause: Error) => {
    throw new StackError('stack.database-unreachable', `the database given as DATABASE_URL=${withoutPassword(url)} does not answer`, {
      why: `${cause.message || (cause as NodeJS.ErrnoException).code}.`,
      todo: 'start it or correct the address; without DATABASE_URL a database is started here.',
      cause,
    });
  });
  return givenPart(url);
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1:…@');
}
