import { runningHere } from '../command/connect.ts';
import type { Context } from '../command/context.ts';
import { examples, type Register } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { table } from '../output/table.ts';
import { logSettings } from '../up/up-options.ts';
import { StoredLog } from './stored-log.ts';
import { verifyStored, type PartitionReport } from './verify-store.ts';
import { verifyTopics } from './verify-topics.ts';

interface Options {
  kafka: boolean;
}

export const verify: Register = (program, run) =>
  program
    .command('verify')
    .description('read the whole stored history and check every link, version, result and snapshot, and compare it with Kafka')
    .option('--no-kafka', 'do not compare with Kafka')
    .addHelpText(
      'after',
      examples('skein verify', 'skein verify --json', 'DATABASE_URL=postgres://… KAFKA_BROKERS=kafka:9092 skein verify'),
    )
    .action(
      run<Options>(async (context, { kafka }) => {
        const { terminal } = context;
        const place = await placeOf(context);
        const reports = await verifyAll(place, (text) => terminal.progress(text));
        if (kafka && place.brokers.length > 0) terminal.progress('comparing with Kafka');
        const topics = kafka && place.brokers.length > 0 ? await verifyTopics(place, reports) : undefined;
        const faults = [...reports.flatMap(({ fault }) => (fault ? [fault] : [])), ...(topics?.faults ?? [])];
        const partitions = reports.map(({ hashes: _, fault: __, ...counts }) => counts);
        const text = faults.map(
          ({ category, partition, seq, code, detail }) => `wrong at ${category}:${partition}:${seq}: ${detail} (${code})`,
        );
        terminal.result(
          { ok: faults.length === 0, faults, partitions, kafka: topics && { compared: topics.compared, trimmed: topics.trimmed } },
          [overview(reports), ...text].join('\n'),
        );
        for (const name of topics?.trimmed ?? [])
          terminal.say(`${name}: Kafka does not hold its beginning any more, so it was not compared`);
        terminal.say(
          faults.length === 0 ? `in order${topics ? `, and ${topics.compared} partitions equal Kafka's` : ''}` : `${faults.length} faults`,
        );
        return faults.length === 0 ? exitCode.done : exitCode.problem;
      }),
    );

interface Place {
  databaseUrl: string;
  brokers: string[];
  topicPrefix: string;
  partitions: number;
}

/** Another deployment can be named by the variables that its services are started with. */
async function placeOf({ env, home }: Context): Promise<Place> {
  if (!env.DATABASE_URL) return await runningHere(home);
  return { databaseUrl: env.DATABASE_URL, brokers: (env.KAFKA_BROKERS ?? '').split(',').filter(Boolean), ...logSettings(env) };
}

async function verifyAll({ databaseUrl, partitions }: Place, progress: (text: string) => void): Promise<PartitionReport[]> {
  const log = await StoredLog.open(databaseUrl);
  try {
    const ends = await log.ends();
    const total = ends.reduce((sum, { seq }) => sum + seq, 0);
    const reports: PartitionReport[] = [];
    let read = 0;
    const onProgress = (records: number) => progress(`read ${(read += records)} of ${total} records`);
    for (const [category, own] of Map.groupBy(ends, (end) => end.category)) {
      const lastSnapshots = await log.lastSnapshots(category);
      for (const end of own.sort((a, b) => a.partition - b.partition)) {
        reports.push(await verifyStored(log, end, { partitions, lastSnapshots, onProgress }));
      }
    }
    return reports;
  } finally {
    await log.close();
  }
}

function overview(reports: readonly PartitionReport[]): string {
  const sums = [...Map.groupBy(reports, ({ category }) => category)].map(([category, own]) => {
    const sum = (of: (report: PartitionReport) => number) => String(own.reduce((total, report) => total + of(report), 0));
    return [category, String(own.length), sum((r) => r.records), sum((r) => r.commands), sum((r) => r.snapshots)];
  });
  return table(['category', 'partitions', 'records', 'commands', 'snapshots'], sums);
}
