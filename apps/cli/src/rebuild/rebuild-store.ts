import { categories, eventsTopic, type Category } from '@skein/contracts';
import { connectKafka, type KafkaConnection } from '@skein/kafka';
import { callReplicas, emptyStore, readAllCursors, type Database, type StoredCursor } from '@skein/postgres';
import type { Context } from '../command/context.ts';
import { agreed } from '../command/agreed.ts';
import { logPlaceOf } from '../command/log-place.ts';
import { untilStore } from '../command/until-store.ts';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { brokersOf } from './brokers-of.ts';
import { openAsOperator } from './operator-database.ts';
import { holdsHead } from './topic-holds.ts';

interface Options {
  yes?: boolean;
  giveUp?: boolean;
}

/** Records may come in for as long as this without a single commit of the store. */
const STALLED_MS = 30_000;

/**
 * Empties the store, in one transaction with its cursors, and watches the event-stores read everything again: by the acceptance rule, as they
 * read it the first time. Owners find the store below what they have and wait for it.
 */
export async function rebuildStore(context: Context, { yes, giveUp }: Options): Promise<number> {
  const { terminal } = context;
  const place = await logPlaceOf(context);
  const kafka = await connectKafka({ brokers: brokersOf(place), clientId: 'skein-rebuild' });
  const database = await openAsOperator(place.databaseUrl, 'skein-rebuild');
  try {
    const cursors = await readAllCursors(database);
    const lacking = await lackingIn(kafka, place.topicPrefix, cursors);
    if (lacking.length > 0 && !giveUp) throw topicShort(lacking);
    const records = cursors.reduce((sum, { cursor }) => sum + cursor.seq, 0);
    const question = `Empty the store (${records} records) and read it again from Kafka?`;
    if (!yes && !(await agreed(context, question))) throw notAgreed(records);
    const ends = await endsOf(kafka, place.topicPrefix);
    const since = performance.now();
    await emptyStore(database);
    await callReplicas(database, { do: 'restart' });
    const stored = await follow(database, ends, (text) => terminal.progress(text));
    const seconds = Number(((performance.now() - since) / 1000).toFixed(1));
    if (stored === undefined) throw stalled();
    terminal.result(
      { rebuilt: ['store'], records: stored, seconds },
      `the store was read again from Kafka: ${stored} records in ${seconds} s`,
    );
    return exitCode.done;
  } finally {
    await Promise.all([database.close(), kafka.close()]);
  }
}

type Ends = Map<string, number>;
const keyOf = (category: Category, partition: number) => `${category}/${partition}`;

async function endsOf(kafka: KafkaConnection, prefix: string): Promise<Ends> {
  const ends: Ends = new Map();
  for (const category of categories)
    for (const { partition, end } of await kafka.admin.offsets(eventsTopic(category, prefix))) ends.set(keyOf(category, partition), end);
  return ends;
}

/** Partitions whose topic does not begin at the start, or does not hold the record that the store has as its last. */
async function lackingIn(kafka: KafkaConnection, prefix: string, cursors: readonly StoredCursor[]): Promise<string[]> {
  const lacking: string[] = [];
  for (const [category, own] of Map.groupBy(
    cursors.filter(({ cursor }) => cursor.seq > 0),
    (one) => one.category,
  )) {
    const right = await holdsHead(kafka, eventsTopic(category, prefix), own);
    lacking.push(...own.filter(({ partition }) => !right.has(partition)).map(({ partition }) => keyOf(category, partition)));
  }
  return lacking;
}

/** Records stored when every partition has come to where its topic ended; `undefined` when nothing is stored any more before that. */
async function follow(database: Database, ends: Ends, progress: (text: string) => void): Promise<number | undefined> {
  for (let before = -1; ;) {
    const look = async () => {
      const cursors = await readAllCursors(database);
      const at = cursors.reduce((sum, { cursor }) => sum + cursor.seq, 0);
      progress(`${at} records are stored again`);
      const there = [...ends].every(([key, end]) => end === 0 || reached(cursors, key) >= end);
      return there || at > before ? { at, there } : undefined;
    };
    const found = await untilStore(database, STALLED_MS, look);
    if (!found) return undefined;
    if (found.there) return found.at;
    before = found.at;
  }
}

const reached = (cursors: readonly StoredCursor[], key: string) =>
  cursors.find(({ category, partition }) => keyOf(category, partition) === key)?.cursor.nextOffset ?? 0;

const topicShort = (lacking: readonly string[]) =>
  new CliError('Kafka does not hold all that the store has', {
    code: 'rebuild.topic-short',
    why: `of ${lacking.join(', ')} the topic lacks its beginning or the last stored record: what is missing there would be lost.`,
    todo: 'write the topic from the store by "skein republish"; or give --give-up when only what Kafka has is to be kept.',
  });

const notAgreed = (records: number) =>
  new CliError('nothing was changed', {
    code: 'rebuild.not-agreed',
    why: `the ${records} records of the store would be removed before they are read again, and nobody has said yes.`,
    todo: 'give --yes when that is what you want.',
  });

const stalled = () =>
  new CliError('the store is empty, and nobody fills it', {
    code: 'rebuild.stalled',
    why: `no event-store has stored anything for ${STALLED_MS / 1000} s.`,
    todo: 'start an event-store, or look at "skein log partitions": it goes on by itself; nothing is lost, Kafka has it all.',
    exit: exitCode.unreachable,
  });
