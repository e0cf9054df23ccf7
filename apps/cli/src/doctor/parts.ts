import { connectKafka, checkTopics } from '@skein/kafka';
import { openDatabase } from '@skein/postgres';
import type { Run } from '../home/run-file.ts';
import { healthOf } from '../supervisor/until-ready.ts';
import { found, ok, problem, type Finding } from './finding.ts';
import { partitionFinding } from './partitions.ts';

/** An owner that is further off refuses to own. */
const MOST_SKEW_MS = 2_000;

/** Whether what runs is in order. */
export async function partFindings(run: Run): Promise<Finding[]> {
  const services = Object.entries(run.services).map(([name, url]) => found(name, () => service(name, url)));
  return (
    await Promise.all([found('Kafka', () => kafka(run)), database(run), found('partitions', () => partitionFinding(run)), ...services])
  ).flat();
}

async function kafka({ brokers, topicPrefix, partitions }: Run): Promise<Finding> {
  const connection = await connectKafka({ brokers, clientId: 'skein-doctor', connectTimeoutMs: 3_000 });
  try {
    const warnings = await checkTopics(connection.admin, { prefix: topicPrefix, partitions });
    return ok('Kafka', [`${brokers.join(',')}, topics of ${partitions} partitions`, ...warnings].join('. '));
  } finally {
    await connection.close();
  }
}

async function database({ databaseUrl }: Run): Promise<Finding[]> {
  let times: { before: number; now: number; after: number } | undefined;
  const answers = await found('Postgres', async () => {
    const open = await openDatabase({ url: databaseUrl, schema: 'identity', applicationName: 'skein-doctor', poolSize: 1 });
    try {
      await open.query('select 1');
      const before = Date.now();
      const [row] = await open.query<{ now: Date; version: string }>(
        `select clock_timestamp() as now, current_setting('server_version') as version`,
      );
      times = { before, now: row!.now.getTime(), after: Date.now() };
      return ok('Postgres', `${new URL(databaseUrl).host}, version ${row!.version}`);
    } finally {
      await open.close();
    }
  });
  return times ? [answers, clock(times)] : [answers];
}

function clock({ before, now, after }: { before: number; now: number; after: number }): Finding {
  const skew = Math.max(before - now, now - after, 0);
  if (skew <= MOST_SKEW_MS) return ok('clock', `${skew} ms off the database's`);
  return problem('clock', `${skew} ms off the database's`, 'set the clocks of both machines by NTP: beyond 2 s nobody decides any more.');
}

async function service(name: string, url: string): Promise<Finding> {
  const { ready, detail } = await healthOf(url);
  if (ready) return ok(name, `${url} is ready`);
  return problem(name, `${url}: ${detail}`, `read logs/${name}.log in the folder of the deployment; "skein up" starts it again by itself.`);
}
