import { SkeinError } from '@skein/contracts';
import { bytesOfHex, writeHex, writeInt4, writeInt8 } from '../arrays/arrays.ts';
import { fixedSizeArray, oids, variableSizeArray, type Of } from '../arrays/binary-array.ts';
import { bytesOfText, writeText, type TextBytes } from '../arrays/text-bytes.ts';

/** One array parameter for each column of `rows`. */
export type Columns<Row> = readonly ((rows: readonly Row[]) => Buffer)[];

export const text =
  <Row>(of: Of<Row, TextBytes>) =>
  (rows: readonly Row[]) =>
    variableSizeArray(oids.text, rows, of, bytesOfText, writeText);

/** Texts without blanks, as one text. */
export const words = <Row>(of: (row: Row) => readonly string[]) => {
  const column = text<string>((joined) => joined);
  return (rows: readonly Row[]) => column(rows.map((row) => of(row).join(' ')));
};

export const int4 =
  <Row>(of: Of<Row, number>) =>
  (rows: readonly Row[]) =>
    fixedSizeArray(oids.int4, 4, rows, of, writeInt4);

export const int8 =
  <Row>(of: Of<Row, number>) =>
  (rows: readonly Row[]) =>
    fixedSizeArray(oids.int8, 8, rows, of, writeInt8);

export const hex =
  <Row>(of: Of<Row, string>) =>
  (rows: readonly Row[]) =>
    variableSizeArray(oids.bytea, rows, of, bytesOfHex, writeHex);

/** Postgres counts from 2000-01-01, in microseconds. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** Beyond it there is no Date that could be made of it again. */
const LAST_MS = 8_640_000_000_000_000;

function checkedInstant(ms: number): number {
  if (Math.abs(ms) <= LAST_MS) return ms;
  // What Postgres itself would say of times a little further away.
  throw new SkeinError('service.failed', `The time ${ms} cannot be stored: it is beyond the year 275760.`, { sqlState: '22008' });
}

/** Milliseconds since 1970 as `timestamptz`; one that cannot be stored is a data error. */
export const instant =
  <Row>(of: Of<Row, number>) =>
  (rows: readonly Row[]) =>
    fixedSizeArray(oids.timestamptz, 8, rows, of, writeInstant);

function writeInstant(buffer: Buffer, ms: number, at: number): void {
  const sinceEpoch = Math.trunc(checkedInstant(ms)) - POSTGRES_EPOCH_MS;
  const micros = sinceEpoch * 1000;
  writeInt8(buffer, Number.isSafeInteger(micros) ? micros : BigInt(sinceEpoch) * 1000n, at);
}

export const parametersOf = <Row>(columns: Columns<Row>, rows: readonly Row[]): Buffer[] => columns.map((column) => column(rows));
