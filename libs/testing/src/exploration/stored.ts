import { keyOf } from '@skein/contracts';
import {
  emptyStream,
  foldRecords,
  outcomeOf,
  startCursor,
  type FoldedStream,
  type KnownResult,
  type OwnerInput,
  type StoreCursor,
  type StoreGroup,
} from '@skein/log';
import { newestOf } from '../simulation/given-command.ts';
import { turnsDecider } from '../simulation/turns.decider.ts';
import { atLength } from './log-node.ts';
import { replaced, Violation, type Asked, type Database, type StoredPartition, type World } from './world.ts';

export function emptyDatabase(partitions: number): Database {
  const none = { cursor: startCursor(), records: [], reached: 0 };
  return { partitions: Array.from({ length: partitions }, () => none), before: undefined };
}

/** With the greatest id that is stored. */
export const boundedCursor = ({ cursor, records }: StoredPartition): StoreCursor => ({
  ...cursor,
  newestId: newestOf(records.map(({ record }) => record.commandid)),
});

/** One transaction: false when another instance has moved the cursor. */
export function commitGroup(world: World, partition: number, { from, to, records }: StoreGroup): boolean {
  const { database } = world;
  const stored = database.partitions[partition]!;
  const { cursor } = stored;
  if (cursor.nextOffset !== from.nextOffset || cursor.head !== from.head) return false;
  const last = records.at(-1);
  if (last && !last.record.last) throw new Violation(`the store commits ${last.record.commandid} in halves`);
  const after = { cursor: to, records: [...stored.records, ...records], reached: Math.max(stored.reached, to.seq) };
  world.database = { partitions: replaced(database.partitions, partition, after), before: world.left.restore > 0 ? database : undefined };
  mustAgree(world, partition, after);
  return true;
}

/** What the store has must be what the log says up to its cursor (G3), with the states that it would be folded to (G6). */
function mustAgree(world: World, partition: number, { cursor, records }: StoredPartition): void {
  if (world.formerly.length > 0) return; // the topic has lost what was read from it: whoever starts anew refuses it
  const then = atLength(world.logs[partition]!, cursor.nextOffset)?.reading;
  if (then?.hashes.length !== records.length || !records.every(({ hash }, index) => hash === then.hashes[index]))
    throw new Violation('the store has accepted other records than the log has');
  if (cursor.seq !== records.length || cursor.head !== then.head)
    throw new Violation(`the cursor stands at seq ${cursor.seq} of ${records.length}`);
}

/** Back by one transaction: what came later is forgotten. */
export function restored({ partitions, before }: Database): Database {
  const back = before!;
  const kept = back.partitions.map((one, index) => ({ ...one, reached: partitions[index]!.reached }));
  return { ...back, partitions: kept };
}

/** What the store and Kafka say at this moment. */
export function answerTo({ database, logs }: World, partition: number, asked: Asked): OwnerInput {
  const { incarnation } = asked;
  if (asked.kind === 'ask-end-offset') return { kind: 'end-offset', incarnation, offset: logs[partition]!.length };
  const { cursor, records } = database.partitions[partition]!;
  if (asked.kind === 'read-record') return { kind: 'record-at', incarnation, hash: records[asked.seq - 1]?.hash, cursor };
  const of = (tenant: string, stream: string) =>
    records.flatMap(({ record }) => (record.tenant === tenant && record.subject === stream ? [record] : []));
  const results = asked.commands.flatMap(({ tenant, stream, id }): KnownResult[] => {
    const own = of(tenant, stream).filter((record) => record.commandid === id);
    return own[0] ? [{ key: keyOf(tenant, stream), id, hash: own[0].commandhash, outcome: outcomeOf(own) }] : [];
  });
  const states = asked.streams.map(({ tenant, stream }): [string, FoldedStream] => [
    keyOf(tenant, stream),
    foldRecords(turnsDecider, emptyStream(turnsDecider), of(tenant, stream)),
  ]);
  return { kind: 'looked-up', incarnation, lookup: asked.lookup, at: cursor.seq, results, streams: new Map(states) };
}
