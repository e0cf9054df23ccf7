import { keyOf } from '@skein/contracts';
import {
  emptyStream,
  foldRecords,
  outcomeOf,
  startCursor,
  type AcceptedRecord,
  type Cursor,
  type FoldedStream,
  type KnownResult,
  type StoreCursor,
  type StoreGroup,
} from '@skein/log';
import { newestOf } from './given-command.ts';
import { turnsDecider } from './turns.decider.ts';

export interface SimulatedDatabase {
  cursor: Cursor;
  records: AcceptedRecord[];
  /** Every cursor that was ever committed, for restores. */
  backups: Cursor[];
  /** The highest seq it ever had. */
  reached: number;
}

export const emptyDatabase = (): SimulatedDatabase => ({ cursor: startCursor(), records: [], backups: [startCursor()], reached: 0 });

/** One transaction: false when another instance has moved the cursor. */
export function commitGroup(database: SimulatedDatabase, { from, to, records }: StoreGroup): boolean {
  const { cursor } = database;
  if (cursor.nextOffset !== from.nextOffset || cursor.head !== from.head || cursor.seq !== from.seq) return false;
  database.records.push(...records);
  database.cursor = to;
  database.backups.push(to);
  database.reached = Math.max(database.reached, to.seq);
  return true;
}

/** Back to an earlier backup: what came later is forgotten. */
export function restore(database: SimulatedDatabase, backup: number): void {
  database.backups.length = backup + 1;
  database.cursor = database.backups[backup]!;
  database.records.length = database.cursor.seq;
}

/** With the greatest id that it has. */
export const boundedCursor = ({ cursor, records }: SimulatedDatabase): StoreCursor => ({
  ...cursor,
  newestId: newestOf(records.map(({ record }) => record.commandid)),
});

interface Place {
  tenant: string;
  stream: string;
}

/** Results and states of one moment, with the cursor's seq of that moment. */
export function lookUp({ cursor, records }: SimulatedDatabase, commands: readonly (Place & { id: string })[], streams: readonly Place[]) {
  const results = commands.flatMap(({ tenant, stream, id }): KnownResult[] => {
    const own = recordsOf(records, tenant, stream).filter((record) => record.commandid === id);
    return own[0] ? [{ key: keyOf(tenant, stream), id, hash: own[0].commandhash, outcome: outcomeOf(own) }] : [];
  });
  const states = streams.map(({ tenant, stream }): [string, FoldedStream] => [
    keyOf(tenant, stream),
    foldRecords(turnsDecider, emptyStream(turnsDecider), recordsOf(records, tenant, stream)),
  ]);
  return { at: cursor.seq, results, streams: new Map(states) };
}

const recordsOf = (records: readonly AcceptedRecord[], tenant: string, stream: string) =>
  records.map(({ record }) => record).filter((record) => record.tenant === tenant && record.subject === stream);
