import { openDatabase, type Database } from '@skein/postgres';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeFlags } from '../../supervisor/node-flags.ts';
import { metered, type CpuSeconds } from '../process/cpu-meter.ts';

export interface DrainFigures {
  records: number;
  events: number;
  seconds: number;
  eventsPerSecond: number;
  cpu: CpuSeconds;
}

const LOOK_EVERY_MS = 20;

/**
 * How fast an event-store takes what is in Kafka into an empty database: history, results, snapshots and all views, exactly once.
 * Measured from the first record stored to the last, so that the start of the process is not part of it.
 */
export async function drain(
  {
    main,
    url,
    env,
    records,
    pids,
  }: { main: string; url: string; env: Record<string, string>; records: number; pids: Record<string, number> },
  signal: AbortSignal,
): Promise<DrainFigures> {
  const child = spawn(process.execPath, [...nodeFlags('event-store'), main], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, ...env, DATABASE_URL: url, PORT: '0', SKEIN_PARENT_PIPE: 'stdin' },
  });
  const ended = once(child, 'exit');
  try {
    await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      ended.then(([code]) => Promise.reject(new Error(`the event-store ended with ${code}`))),
    ]);
    const database = await openDatabase({ url, schema: 'event_store', applicationName: 'bench' });
    try {
      const { result, cpu } = await metered({ ...pids, 'event-store': child.pid! }, () => measure(database, records, signal));
      return { ...result, cpu };
    } finally {
      await database.close();
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function measure(database: Database, records: number, signal: AbortSignal): Promise<Omit<DrainFigures, 'cpu'>> {
  const stored = async () =>
    (await database.query<{ n: number }>('select coalesce(sum(seq), 0)::int8 as n from event_store.cursors'))[0]!.n;
  let first = { at: performance.now(), n: await stored() };
  let n = first.n;
  while (n < records) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    n = await stored();
    if (first.n === 0) first = { at: performance.now(), n };
  }
  const seconds = (performance.now() - first.at) / 1000;
  const [{ events } = { events: 0 }] = await database.query<{ events: number }>(
    'select count(*)::int8 as events from event_store.records where version is not null',
  );
  return { records, events, seconds, eventsPerSecond: Math.round((events * (records - first.n)) / records / seconds) };
}
