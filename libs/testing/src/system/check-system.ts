import type { Database } from '@skein/postgres';
import { checkAnswers, type GivenAnswer } from './given-answers.ts';
import { commandsOf, keyOfCommand, readPartition, type LoggedCommand, type LoggedPartition } from './logged-history.ts';
import { readTopics } from './read-topics.ts';
import { until } from './until.ts';

export interface CheckedSystem {
  database: Database;
  env: Readonly<Record<string, string>>;
  prefix: string;
}

/** What a system has come to, read from Kafka by the rule alone. */
export interface SystemReport {
  /** Empty when everything is as it must be. */
  complaints: string[];
  commands: Map<string, LoggedCommand>;
  voids: number;
}

interface StoredResult {
  key: string;
  first_seq: number;
  last_seq: number;
}

/** The store's tables as they were at one moment. */
interface StoredSystem {
  cursors: CursorRow[];
  records: { category: string; partition: number; value: string }[];
  results: StoredResult[];
}

interface CursorRow {
  category: string;
  partition: number;
  next_offset: number;
  head: string;
  seq: number;
}

/**
 * Waits until the store has read all topics to their ends, then compares three things that were written down apart from each other: the
 * topics, the store's tables and what callers were told. One outcome per command id, no hole in any seq or version, values as sent,
 * answers as logged.
 */
export async function checkSystem(system: CheckedSystem, answers: readonly GivenAnswer[] = []): Promise<SystemReport> {
  const brokers = system.env.KAFKA_BROKERS!.split(',');
  let seen = '';
  const { stored, partitions } = await until(`the store to have what the topics have (${seen})`, async () => {
    // The store first: what is decided in between is then in the topics only, and seen as being behind.
    const stored = await readStore(system.database);
    const partitions = (await readTopics({ brokers, prefix: system.prefix })).map(readPartition);
    const behind = partitions.filter((one) => one.end > (cursorOf(stored, one)?.next_offset ?? 0));
    const pending = pendingIn(answers, commandsOf(partitions, []));
    seen = `behind: ${behind.map(({ category, partition, end }) => `${category}/${partition} ends at ${end}`).join()}; pending: ${pending}`;
    return behind.length === 0 && pending === 0 ? { stored, partitions } : undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message} ${seen}`);
  });
  const complaints: string[] = [];
  const commands = commandsOf(partitions, complaints);
  complaints.push(...complaintsOf(stored, partitions, commands), ...checkAnswers(answers, commands));
  return { complaints, commands, voids: partitions.reduce((sum, one) => sum + one.voids, 0) };
}

const pendingIn = (answers: readonly GivenAnswer[], commands: ReadonlyMap<string, LoggedCommand>): number =>
  answers.filter((answer) => answer.result?.status === 'pending' && !commands.has(keyOfCommand(answer))).length;

const readStore = (database: Database): Promise<StoredSystem> =>
  database.transaction(async (tx) => {
    await tx.execute('set transaction isolation level repeatable read read only');
    return {
      cursors: await tx.query<CursorRow>('select category, partition, next_offset, head, seq from event_store.cursors'),
      records: await tx.query('select category, partition, value from event_store.records order by seq'),
      results: await tx.query<StoredResult>(
        `select category || '/' || tenant || '/' || stream || ' ' || command_id as key, first_seq, last_seq from event_store.command_results`,
      ),
    };
  });

const cursorOf = ({ cursors }: StoredSystem, { category, partition }: LoggedPartition) =>
  cursors.find((row) => row.category === category && row.partition === partition);

function complaintsOf(
  stored: StoredSystem,
  partitions: readonly LoggedPartition[],
  commands: ReadonlyMap<string, LoggedCommand>,
): string[] {
  const complaints: string[] = [];
  for (const one of partitions) {
    const place = `${one.category}/${one.partition}`;
    const { head, seq, next_offset: end } = cursorOf(stored, one) ?? { head: '0'.repeat(64), seq: 0, next_offset: 0 };
    if (head !== one.head || seq !== one.seq || end !== one.end)
      complaints.push(`${place}: the cursor is ${seq} ${head}, the log ${one.seq} ${one.head}`);
    const records = stored.records.filter(({ category, partition }) => category === one.category && partition === one.partition);
    const same = records.length === one.accepted.length && one.accepted.every(({ value }, index) => value === records[index]!.value);
    if (!same)
      complaints.push(`${place}: ${records.length} records are stored, ${one.accepted.length} are in the log, or their values differ`);
  }
  const { results } = stored;
  if (results.length !== commands.size) complaints.push(`${results.length} results are stored, ${commands.size} commands are in the log`);
  for (const { key, first_seq, last_seq } of results) {
    const logged = commands.get(key);
    if (logged?.firstSeq !== first_seq || logged.lastSeq !== last_seq) complaints.push(`${key}: the stored result is another one`);
  }
  return complaints;
}
