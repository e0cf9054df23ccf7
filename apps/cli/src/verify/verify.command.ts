import type { Context } from '../command/context.ts';
import { logPlaceOf, type LogPlace } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { compareHeads, readHeads } from '../log/kept-heads.ts';
import { table } from '../output/table.ts';
import type { Fault } from './fault.ts';
import { StoredLog } from './stored-log.ts';
import { verifyStored, type PartitionReport } from './verify-store.ts';
import { verifyTopics, type TopicReport } from './verify-topics.ts';
import { verifyViews } from './verify-views.ts';

interface Options {
  kafka: boolean;
  views: boolean;
  heads?: string;
}

/** What a running store takes to catch up with what has just been written. */
const CATCH_UP_MS = 5_000;

export const verify: Register = (program, run) =>
  program
    .command('verify')
    .description('read the whole stored history and check every link, version, result, snapshot and view row, and compare it with Kafka')
    .option('--heads <file>', 'compare with heads that "skein log heads" has printed before, kept elsewhere')
    .option('--no-kafka', 'do not compare with Kafka')
    .option('--no-views', 'do not fold all workflows to compare their rows')
    .addHelpText(
      'after',
      examples(
        'skein verify',
        'skein verify --json',
        'skein log heads > heads.txt && skein verify --heads heads.txt',
        'DATABASE_URL=postgres://… KAFKA_BROKERS=kafka:9092 skein verify',
      ),
    )
    .action(
      run<Options>(async (context, { kafka, views, heads: file }) => {
        const { terminal } = context;
        const place = await logPlaceOf(context);
        const kept = file === undefined ? [] : await readHeads(file);
        const log = await StoredLog.open(place.databaseUrl);
        try {
          const progress = (text: string) => terminal.progress(text);
          const reports = await verifyAll(log, place, progress);
          const faults = reports.flatMap(({ fault }) => (fault ? [fault] : []));
          faults.push(...compareHeads(reports, kept), ...(await log.straySnapshots(place.partitions)));
          const topics = kafka && place.brokers.length > 0 ? await compareTopics(log, place, reports, progress) : undefined;
          faults.push(...(topics?.faults ?? []));
          const rows = views ? await verifyViews(context, place) : undefined;
          faults.push(...(rows?.faults ?? []));
          return tell(context, { reports, faults, topics, rows: rows?.compared });
        } finally {
          await log.close();
        }
      }),
    );

interface Found {
  reports: PartitionReport[];
  faults: Fault[];
  topics: TopicReport | undefined;
  /** Rows of views that were compared. */
  rows: number | undefined;
}

function tell({ terminal }: Context, { reports, faults, topics, rows }: Found): number {
  const partitions = reports.map(({ hashes: _, fault: __, nextOffset: ___, ...counts }) => counts);
  const text = faults.map(({ category, partition, seq, code, detail }) => `wrong at ${category}:${partition}:${seq}: ${detail} (${code})`);
  const kafka = topics && { compared: topics.compared, trimmed: topics.trimmed };
  terminal.result({ ok: faults.length === 0, faults, partitions, kafka, rows }, [overview(reports), ...text].join('\n'));
  for (const name of topics?.trimmed ?? []) terminal.say(`${name}: Kafka does not hold its beginning any more, so it was not compared`);
  terminal.say(
    faults.length === 0
      ? `in order${rows === undefined ? '' : `, ${rows} rows are what the events say`}${topics ? `, ${topics.compared} partitions equal Kafka's` : ''}`
      : `${faults.length} faults`,
  );
  return faults.length === 0 ? exitCode.done : exitCode.problem;
}

async function verifyAll(log: StoredLog, { partitions }: LogPlace, progress: (text: string) => void): Promise<PartitionReport[]> {
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
}

function compareTopics(log: StoredLog, place: LogPlace, reports: readonly PartitionReport[], progress: (text: string) => void) {
  let compared = 0;
  return verifyTopics(place, reports, {
    onProgress: (records) => progress(`compared ${(compared += records)} records with Kafka`),
    reaches: (of, seq) => log.reaches(of, seq, CATCH_UP_MS),
  });
}

function overview(reports: readonly PartitionReport[]): string {
  const sums = [...Map.groupBy(reports, ({ category }) => category)].map(([category, own]) => {
    const sum = (of: (report: PartitionReport) => number) => String(own.reduce((total, report) => total + of(report), 0));
    return [category, String(own.length), sum((r) => r.records), sum((r) => r.commands), sum((r) => r.snapshots)];
  });
  return table(['category', 'partitions', 'records', 'commands', 'snapshots'], sums);
}
