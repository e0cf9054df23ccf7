import { categories, eventsTopic, commandsTopic, type Category } from '@skein/contracts';
import type { KafkaConnection } from '@skein/kafka';
import { readHolds, type Database, type Hold, type PartitionStatus } from '@skein/postgres';
import { askReplicas } from './ask-replicas.ts';

/** How one partition stands, as far as store, broker and replicas tell. */
export interface PartitionLine {
  category: Category;
  partition: number;
  /** Who decides its commands, and who stores it; absent: nobody is assigned, or it does not answer. */
  owner?: Replica;
  store?: Replica;
  /** Of the stored history. */
  seq: number;
  head: string;
  nextOffset: number;
  voids: number;
  clusterId: string | null;
  /** Where the events topic ends, and how many of its records are not stored yet. */
  end?: number;
  lag?: number;
  /** Why nobody goes on by itself. */
  parked: { part: 'owner' | 'store'; code: string; detail?: string }[];
  /** Why its owner reads no commands from Kafka, while it decides what comes by HTTP. */
  unread?: string;
  held?: Pick<Hold, 'because' | 'heldBy' | 'since'>;
}

type Replica = Pick<PartitionStatus, 'replica' | 'phase' | 'seq' | 'waiting'> | { host: string; phase: 'no answer' };

interface Row {
  category: Category;
  partition: number;
  seq: number;
  head: string;
  next_offset: number;
  voids: number;
  cluster_id: string | null;
  parked_code: string | null;
  parked_detail: string | null;
}

/** Replicas answer in milliseconds; one that needs longer is frozen, or its database is away. */
const ANSWER_MS = 2_000;

/** Asks everybody. Without a broker what only it knows is left out. */
export async function partitionLines(
  database: Database,
  kafka: KafkaConnection | undefined,
  topicPrefix: string,
): Promise<PartitionLine[]> {
  const [rows, holds, assigned] = await Promise.all([
    database.query<Row>('select * from event_store.cursors order by category, partition'),
    readHolds(database),
    kafka ? assignments(kafka, topicPrefix) : new Map<string, string>(),
  ]);
  const [ends, told] = await Promise.all([
    kafka ? topicEnds(kafka, topicPrefix) : new Map<string, number>(),
    askReplicas(database, ANSWER_MS, (all) => assigned.size > 0 && new Set(all.map(statusKey)).size >= assigned.size),
  ]);
  const statuses = new Map(told.map((status) => [statusKey(status), status]));
  return rows.map((row) => {
    const { category, partition, seq, head } = row;
    const key = `${category}/${partition}`;
    const [owner, store] = (['owner', 'store'] as const).map((part) =>
      replicaOf(statuses.get(`${part}/${key}`), assigned.get(`${part}/${key}`)),
    );
    const end = ends.get(key);
    const hold = holds.find((one) => one.category === category && one.partition === partition);
    const { parkedBecause: ownerParked, unreadBecause: unread } = statuses.get(`owner/${key}`) ?? {};
    return {
      category,
      partition,
      ...(owner && { owner }),
      ...(store && { store }),
      seq,
      head,
      nextOffset: row.next_offset,
      voids: row.voids,
      clusterId: row.cluster_id,
      ...(end !== undefined && { end, lag: Math.max(0, end - row.next_offset) }),
      parked: [
        ...(row.parked_code ? [{ part: 'store' as const, code: row.parked_code, detail: row.parked_detail ?? '' }] : []),
        ...(ownerParked ? [{ part: 'owner' as const, code: ownerParked }] : []),
      ],
      ...(unread && { unread }),
      ...(hold && { held: { because: hold.because, heldBy: hold.heldBy, since: hold.since } }),
    };
  });
}

const statusKey = ({ part, category, partition }: PartitionStatus) => `${part}/${category}/${partition}`;

function replicaOf(status: PartitionStatus | undefined, host: string | undefined): Replica | undefined {
  if (status) return { replica: status.replica, phase: status.phase, seq: status.seq, waiting: status.waiting };
  return host === undefined ? undefined : { host, phase: 'no answer' };
}

async function assignments(kafka: KafkaConnection, prefix: string): Promise<Map<string, string>> {
  const [owners, stores] = await Promise.all([
    kafka.admin.members(`${prefix}command-service`),
    kafka.admin.members(`${prefix}event-store`),
  ]);
  const found = new Map<string, string>();
  for (const category of categories) {
    for (const [part, members, topic] of [
      ['owner', owners, commandsTopic(category, prefix)],
      ['store', stores, eventsTopic(category, prefix)],
    ] as const) {
      for (const { host, partitions } of members)
        for (const one of partitions) if (one.topic === topic) found.set(`${part}/${category}/${one.partition}`, host);
    }
  }
  return found;
}

async function topicEnds(kafka: KafkaConnection, prefix: string): Promise<Map<string, number>> {
  const present = new Set(await kafka.admin.topics());
  const found = await Promise.all(
    categories.map(async (category) => {
      const topic = eventsTopic(category, prefix);
      const offsets = present.has(topic) ? await kafka.admin.offsets(topic) : [];
      return offsets.map(({ partition, end }) => [`${category}/${partition}`, end] as const);
    }),
  );
  return new Map(found.flat());
}
