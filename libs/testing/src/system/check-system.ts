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
  const partitions = await until(`the store to have what the topics have (${seen})`, async () => {
    const read = (await readTopics({ brokers, prefix: system.prefix })).map(readPartition);
    const cursors = await readCursorRows(system.database);
    const behind = read.filter((one) => one.end > (cursorOf(cursors, one)?.next_offset ?? 0));
    const pending = pendingIn(answers, commandsOf(read, []));
    seen = `behind: ${behind.map(({ category, partition, end }) => `${category}/${partition} ends at ${end}`).join()}; pending: ${pending}`;
    return behind.length === 0 && pending === 0 ? read : undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message} ${seen}`);
  });
  const complaints: string[] = [];
  const commands = commandsOf(partitions, complaints);
  complaints.push(...(await checkStore(system.database, partitions, commands)), ...checkAnswers(answers, commands));
  return { complaints, commands, voids: partitions.reduce((sum, one) => sum + one.voids, 0) };
}

const pendingIn = (answers: readonly GivenAnswer[], commands: ReadonlyMap<string, LoggedCommand>): number =>
  answers.filter((answer) => answer.result?.status === 'pending' && !commands.has(keyOfCommand(answer))).length;

const readCursorRows = (database: Database) =>
  database.query<CursorRow>('select category, partition, next_offset, head, seq from event_store.cursors');

const cursorOf = (cursors: readonly CursorRow[], { category, partition }: LoggedPartition) =>
  cursors.find((row) => row.category === category && row.partition === partition);

async function checkStore(
  database: Database,
  partitions: readonly LoggedPartition[],
  commands: ReadonlyMap<string, LoggedCommand>,
): Promise<string[]> {
  const complaints: string[] = [];
  const cursors = await readCursorRows(database);
  for (const one of partitions) {
    const place = `${one.category}/${one.partition}`;
    const { head, seq, next_offset: end } = cursorOf(cursors, one) ?? { head: '0'.repeat(64), seq: 0, next_offset: 0 };
    if (head !== one.head || seq !== one.seq || end !== one.end)
      complaints.push(`${place}: the cursor is ${seq} ${head}, the log ${one.seq} ${one.head}`);
    const stored = await database.query<{ value: string }>(
      'select value from event_store.records where category = $1 and partition = $2 order by seq',
      [one.category, one.partition],
    );
    const same = stored.length === one.accepted.length && one.accepted.every(({ value }, index) => value === stored[index]!.value);
    if (!same)
      complaints.push(`${place}: ${stored.length} records are stored, ${one.accepted.length} are in the log, or their values differ`);
  }
  const results = await database.query<{ key: string; first_seq: number; last_seq: number }>(
    `select category || '/' || tenant || '/' || stream || ' ' || command_id as key, first_seq, last_seq from event_store.command_results`,
  );
  if (results.length !== commands.size) complaints.push(`${results.length} results are stored, ${commands.size} commands are in the log`);
  for (const { key, first_seq, last_seq } of results) {
    const logged = commands.get(key);
    if (logged?.firstSeq !== first_seq || logged.lastSeq !== last_seq) complaints.push(`${key}: the stored result is another one`);
  }
  return complaints;
}
