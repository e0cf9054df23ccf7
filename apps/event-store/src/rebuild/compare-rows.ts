import { textArray, type Queryable, type StreamRef } from '@skein/postgres';
import type { FoldedStreams } from './folding.ts';
import { storedTimers } from './stored-timers.ts';
import { wrongTimers } from './wrong-timers.ts';

/** A view row that is not what the events of its stream say. */
export interface WrongRow extends StreamRef {
  /** Of the last event of the stream; 0: it has none. */
  seq: number;
  detail: string;
}

type Row = StreamRef & Record<string, unknown>;

const keys = { workflows: [], steps: ['step'], approvals: ['gate'] } as const;
type Table = keyof typeof keys;

/** Compares what is stored of some streams with what they fold to. Reads as of one snapshot of the database, and changes nothing. */
export async function compareRows(on: Queryable, folded: FoldedStreams): Promise<{ rows: number; wrong: WrongRow[] }> {
  const wrong: WrongRow[] = [];
  let rows = 0;
  const broken = new Set<string>();
  for (const table of Object.keys(keys) as Table[]) {
    const stored = await storedOf(on, table, folded);
    for (const row of stored) if (row['broken'] === true) broken.add(streamKey(row));
    const expected = (folded.views[table] as readonly object[] as readonly Row[]).filter((row) => !broken.has(streamKey(row)));
    const own = stored.filter((row) => !broken.has(streamKey(row)));
    rows += own.length;
    wrong.push(...differences(table, folded, expected, own));
  }
  for (const one of await storedTimers(on, folded)) {
    if (broken.has(streamKey(one))) continue;
    rows += one.stored.length;
    for (const { timer, detail } of wrongTimers(one)) wrong.push(wrongRow(one, 'timers', [timer.purpose, timer.subject], detail));
  }
  return { rows, wrong };
}

async function storedOf(on: Queryable, table: Table, { category, streams }: FoldedStreams): Promise<Row[]> {
  if (category !== 'workflow') return [];
  return await on.query<Row>(
    `select t.* from unnest($1::text[], $2::text[]) s(tenant, stream)
     join event_store.${table} t on t.tenant = s.tenant and t.stream = s.stream`,
    [textArray(streams.map(({ tenant }) => tenant)), textArray(streams.map(({ stream }) => stream))],
  );
}

const wrongRow = (
  { tenant, stream, seq }: StreamRef & { seq: number },
  table: string,
  key: readonly unknown[],
  detail: string,
): WrongRow => ({
  ...{ tenant, stream, seq },
  detail: `the row of ${[stream, ...key].join(' ')} in ${table} ${detail}`,
});

function differences(table: Table, { streams }: FoldedStreams, expected: readonly Row[], stored: readonly Row[]): WrongRow[] {
  const seqs = new Map(streams.map((one) => [streamKey(one), one.seq]));
  const key = (row: Row) => JSON.stringify([row.tenant, row.stream, ...keys[table].map((name) => row[name])]);
  const found = new Map(stored.map((row) => [key(row), row]));
  const at = ({ tenant, stream, ...row }: Row, detail: string): WrongRow =>
    wrongRow(
      { tenant, stream, seq: seqs.get(streamKey({ tenant, stream })) ?? 0 },
      table,
      keys[table].map((name: string) => row[name]),
      detail,
    );
  const wrong = expected.flatMap((row) => {
    const other = found.get(key(row));
    found.delete(key(row));
    if (!other) return [at(row, 'is missing')];
    const columns = wrongColumns(row, other);
    return columns.length > 0 ? [at(row, `does not say what its events do: ${columns.join(', ')}`)] : [];
  });
  return [...wrong, ...[...found.values()].map((row) => at(row, 'has no event that would make it'))];
}

function wrongColumns(expected: Row, stored: Row): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return JSON.stringify(plain(value)) === JSON.stringify(plain(stored[column])) ? [] : [column];
  });
}

const plain = (value: unknown): unknown => (value instanceof Date ? value.getTime() : (value ?? null));
const streamKey = ({ tenant, stream }: StreamRef) => `${tenant}/${stream}`;

/** Rows of streams that have no history at all. */
export async function strayRows(on: Queryable): Promise<WrongRow[]> {
  const tables = [...Object.keys(keys), 'timers'];
  const found = await Promise.all(
    tables.map((table) =>
      on.query<StreamRef>(
        `select distinct t.tenant, t.stream from event_store.${table} t where not exists (
           select from event_store.records r where r.tenant = t.tenant and r.stream = t.stream and r.version = 1
             and r.category = ${table === 'timers' ? 't.category' : `'workflow'`}) limit 100`,
      ),
    ),
  );
  return tables.flatMap((table, index) =>
    found[index]!.map((row) => ({ ...row, seq: 0, detail: `a row of ${row.stream} is in ${table}, and it has no events` })),
  );
}
