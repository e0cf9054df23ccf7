import { categories, commandsTopic, eventsTopic } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { openDatabase, STORE_ROLE, STORE_SCHEMA } from '@skein/postgres';
import { setTimeout as after } from 'node:timers/promises';
import type { Run } from '../../home/run-file.ts';
import { storedOffsets } from './store-rows.ts';

const LOOK_EVERY_MS = 1_000;

/** Waits until every command in Kafka is decided and every event is stored; `false` when that takes longer than `withinMs`. */
export async function untilQuiet({ brokers, databaseUrl, topicPrefix }: Run, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const kafka = await connectKafka({ brokers, clientId: 'skein-chaos' });
  const database = await openDatabase({
    url: databaseUrl,
    schema: STORE_SCHEMA,
    role: STORE_ROLE,
    applicationName: 'skein-chaos',
    poolSize: 1,
  });
  const deadline = performance.now() + withinMs;
  try {
    while (performance.now() < deadline) {
      // First the commands: what is decided meanwhile is in the events that are looked at after them.
      if ((await undecided(kafka, topicPrefix)) === 0 && (await unstored(kafka, topicPrefix, await storedOffsets(database))) === 0)
        return true;
      await after(LOOK_EVERY_MS, undefined, { signal });
    }
    return false;
  } finally {
    await database.close();
    await kafka.close();
  }
}

async function undecided({ admin }: KafkaConnection, prefix: string): Promise<number> {
  const lags = await Promise.all(categories.map((category) => admin.lag(`${prefix}command-service`, commandsTopic(category, prefix))));
  return lags.reduce((sum, lag) => sum + lag, 0);
}

async function unstored({ admin }: KafkaConnection, prefix: string, stored: ReadonlyMap<string, number>): Promise<number> {
  const lags = await Promise.all(
    categories.map(async (category) =>
      (await admin.offsets(eventsTopic(category, prefix))).reduce(
        (sum, { partition, end }) => sum + Math.max(0, end - (stored.get(`${category}/${partition}`) ?? 0)),
        0,
      ),
    ),
  );
  return lags.reduce((sum, lag) => sum + lag, 0);
}
