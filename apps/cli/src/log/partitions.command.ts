import { connectKafka } from '@skein/kafka';
import type { Context } from '../command/context.ts';
import { logPlaceOf, type LogPlace } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { table } from '../output/table.ts';
import { openAsOperator } from '../rebuild/operator-database.ts';
import { partitionLines, type PartitionLine } from './partition-lines.ts';

export const partitions: Register = (log, run) => {
  log
    .command('partitions', { isDefault: true })
    .description('list the partitions: who decides and who stores each, how far, what is behind, and what is parked and why')
    .option('--all', 'also those of which nothing was ever stored')
    .addHelpText('after', examples('skein log partitions', 'skein log partitions --all --json'))
    .action(
      run<{ all?: boolean }>(async (context, { all }) => {
        const lines = await readLines(context);
        const shown = lines.filter(
          (line) => all || line.seq > 0 || (line.end ?? 0) > 0 || line.held || line.unread || line.parked.length > 0,
        );
        context.terminal.result({ items: shown }, shown.length > 0 ? overview(shown) : 'nothing is stored of any partition');
        for (const line of shown) for (const why of reasons(line)) context.terminal.say(why);
      }),
    );
};

/** Every partition that the store knows. */
export const readLines = async (context: Context): Promise<PartitionLine[]> => linesOf(await logPlaceOf(context));

export async function linesOf({ databaseUrl, brokers, topicPrefix }: Omit<LogPlace, 'partitions'>): Promise<PartitionLine[]> {
  const database = await openAsOperator(databaseUrl, 'skein-log');
  try {
    const kafka = brokers.length > 0 ? await connectKafka({ brokers, clientId: 'skein-log' }) : undefined;
    try {
      return await partitionLines(database, kafka, topicPrefix);
    } finally {
      await kafka?.close();
    }
  } finally {
    await database.close();
  }
}

const overview = (lines: readonly PartitionLine[]) =>
  table(
    ['partition', 'owner', 'decides', 'store', 'stores', 'seq', 'next', 'end', 'lag', 'voids', 'head'],
    lines.map((line) => [
      `${line.category}:${line.partition}`,
      nameOf(line.owner),
      phaseOf(line.owner),
      nameOf(line.store),
      phaseOf(line.store),
      String(line.seq),
      String(line.nextOffset),
      String(line.end ?? '?'),
      String(line.lag ?? '?'),
      String(line.voids),
      line.head.slice(0, 12),
    ]),
  );

type Replica = PartitionLine['owner'];
const nameOf = (replica: Replica): string => (replica === undefined ? 'nobody' : 'host' in replica ? replica.host : replica.replica);
const phaseOf = (replica: Replica): string => replica?.phase ?? '-';

export function reasons({ category, partition, parked, unread, held }: PartitionLine): string[] {
  const place = `${category}:${partition}`;
  return [
    ...parked.map(({ part, code, detail }) => `${place} is parked by its ${part}: ${detail ? `${detail} ` : ''}(${code})`),
    ...(unread
      ? [
          `${place} decides what comes by HTTP, and reads no commands from Kafka (${unread}): their topic has lost its end. ` +
            `"skein log release ${category} ${partition}" reads it from its beginning`,
        ]
      : []),
    ...(held ? [`${place} is held since ${new Date(held.since).toISOString()} by ${held.heldBy}: ${held.because}`] : []),
  ];
}
