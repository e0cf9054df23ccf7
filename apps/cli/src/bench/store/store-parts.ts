import { DatabaseServer, startStack } from '@skein/local';
import { openDatabase } from '@skein/postgres';
import { join } from 'node:path';
import { root } from '../../place.ts';
import { copyReference } from './copy-reference.ts';
import { drain } from './drain.ts';
import { rebuild } from './rebuild.ts';

interface Surroundings {
  home: string;
  env: NodeJS.ProcessEnv;
  partitions: number;
  signal: AbortSignal;
  say(line: string): void;
}

/** The parts of the bench that only need broker and database, so that what is measured has the machine for itself. */
export async function storeParts({ home, env, partitions, signal, say }: Surroundings) {
  const stack = await startStack({ home, env });
  try {
    const database = await openDatabase({ url: stack.databaseUrl, schema: 'event_store', applicationName: 'bench', statementTimeoutMs: 0 });
    const [{ n } = { n: 0 }] = await database.query<{ n: number }>('select sum(seq)::int8 as n from event_store.cursors');
    say(`COPY of the same ${n} rows`);
    const copy = await copyReference(database);
    await database.close();
    say('drain: Kafka into an empty database');
    const server = new DatabaseServer(stack.databaseUrl);
    await server.create('bench_drain');
    const storeEnv = { KAFKA_BROKERS: stack.brokers.join(','), TOPIC_PREFIX: '', PARTITIONS: String(partitions) };
    const main = join(root, 'apps/event-store/dist/main.js');
    const { pids } = stack;
    const drained = await drain({ main, url: server.urlOf('bench_drain'), env: storeEnv, records: n, pids: { ...pids } }, signal);
    say('rebuild: all views and snapshots from the stored events');
    const rebuilt = await rebuild({ url: server.urlOf('bench_drain'), pids: { ...pids } }, signal);
    return { copy, drain: drained, rebuild: rebuilt };
  } finally {
    await stack.stop();
  }
}
