import { DatabaseServer, startStack } from '@skein/local';
import { openDatabase } from '@skein/postgres';
import { join } from 'node:path';
import { root } from '../../place.ts';
import { copyReference } from './copy-reference.ts';
import { drain } from './drain.ts';
import { growHistory } from './grow-history.ts';
import { rebuild } from './rebuild.ts';

interface Surroundings {
  home: string;
  env: NodeJS.ProcessEnv;
  partitions: number;
  /** How many are there when rows are made anew from them. */
  events: number;
  signal: AbortSignal;
  say(line: string): void;
}

/** The parts of the bench that only need broker and database, so that what is measured has the machine for itself. */
export async function storeParts({ home, env, partitions, events, signal, say }: Surroundings) {
  const stack = await startStack({ home, env });
  try {
    const database = await openDatabase({ url: stack.databaseUrl, schema: 'event_store', applicationName: 'bench', statementTimeoutMs: 0 });
    const [{ n } = { n: 0 }] = await database.query<{ n: number }>('select sum(seq)::int8 as n from event_store.cursors');
    say(`COPY of the same ${n} rows`);
    const copies = await copyReference(database);
    await database.close();
    say('drain: Kafka into an empty database');
    const server = new DatabaseServer(stack.databaseUrl);
    await server.create('bench_drain');
    const storeEnv = { KAFKA_BROKERS: stack.brokers.join(','), TOPIC_PREFIX: '', PARTITIONS: String(partitions) };
    const main = join(root, 'apps/event-store/dist/main.js');
    const { pids } = stack;
    const drained = await drain({ main, url: server.urlOf('bench_drain'), env: storeEnv, records: n, pids: { ...pids } }, signal);
    const drainedInto = { url: server.urlOf('bench_drain'), pids: { ...pids } };
    const grown = await openDatabase({ url: drainedInto.url, schema: 'event_store', applicationName: 'bench', statementTimeoutMs: 0 });
    say(`rebuild: history is copied until it has ${events} events`);
    const copied = await growHistory(grown, events);
    if (copied > 0) await rebuild(drainedInto, signal); // those that are copied have no rows yet
    await grown.execute('vacuum analyze'); // else Postgres would begin with it while it is measured
    await grown.close();
    say('rebuild: all views and snapshots from the stored events');
    const rebuilt = await rebuild(drainedInto, signal);
    return { ...copies, drain: drained, rebuild: { ...rebuilt, copies: copied } };
  } finally {
    await stack.stop();
  }
}
