import { logSettings } from '../up/up-options.ts';
import { runningHere } from './connect.ts';
import type { Context } from './context.ts';

/** Where the log and its store are, for commands that work on them directly. */
export interface LogPlace {
  databaseUrl: string;
  /** None when only the store is to be used. */
  brokers: string[];
  topicPrefix: string;
  partitions: number;
}

/** The deployment that runs in the home; another one can be named by the variables that its services are started with. */
export async function logPlaceOf({ env, home }: Pick<Context, 'env' | 'home'>): Promise<LogPlace> {
  if (env.DATABASE_URL) {
    return { databaseUrl: env.DATABASE_URL, brokers: (env.KAFKA_BROKERS ?? '').split(',').filter(Boolean), ...logSettings(env) };
  }
  const { databaseUrl, brokers, topicPrefix, partitions } = await runningHere(home);
  return { databaseUrl, brokers, topicPrefix, partitions };
}
