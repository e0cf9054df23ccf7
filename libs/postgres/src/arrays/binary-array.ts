/** Type numbers of Postgres, which a binary array names. */
export const oids = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25, timestamptz: 1184 } as const;

/** What a row gives an array; nothing is a `null` there. It is asked twice, and must answer alike. */
export type Of<Row, T> = (row: Row) => T | null | undefined;

const HEADER = 20;
const EMPTY = 12;

/** Writes the header of a one-dimensional array of `count` elements of the type `oid` into a new buffer with `bytes` more for the elements. */
function start(oid: number, count: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(count === 0 ? EMPTY : HEADER + bytes);
  buffer.writeInt32BE(count === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(oid, 8);
  if (count > 0) {
    buffer.writeInt32BE(count, 12);
    buffer.writeInt32BE(1, 16);
  }
  return buffer;
}

function saysNulls(buffer: Buffer): void {
  buffer[7] = 1;
}

/** An array of one element of each row, all of them `size` bytes long. */
export function fixedSizeArray<Row, T>(
  oid: number,
  size: number,
  rows: readonly Row[],
  of: Of<Row, T>,
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  const buffer = start(oid, rows.length, rows.length * (4 + size));
  let at = HEADER;
  // By index, here and below: an iterator makes an object for each of some forty values of an event.
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i]!) ?? null;
    at = buffer.writeInt32BE(value === null ? -1 : size, at);
    if (value === null) {
      saysNulls(buffer);
      continue;
    }
    write(buffer, value, at);
    at += size;
  }
  return rows.length === 0 ? buffer : buffer.subarray(0, at);
}

/** An array of one element of each row, which have sizes of their own. An element that is the same as the one before is not written anew. */
export function variableSizeArray<Row, T>(
  oid: number,
  rows: readonly Row[],
  of: Of<Row, T>,
  sizeOf: (value: T) => number,
  write: (buffer: Buffer, value: T, at: number, size: number) => void,
): Buffer {
  const sizes = new Int32Array(rows.length);
  let bytes = 0;
  let [before, size]: [T | null, number] = [null, -1];
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i]!) ?? null;
    if (value !== before) {
      before = value;
      size = value === null ? -1 : sizeOf(value);
    }
    sizes[i] = size;
    if (size > 0) bytes += size;
  }
  const buffer = start(oid, rows.length, rows.length * 4 + bytes);
  let at = HEADER;
  before = null;
  for (let i = 0; i < rows.length; i++) {
    const value = of(rows[i]!) ?? null;
    const size = sizes[i]!;
    at = buffer.writeInt32BE(size, at);
    if (value === null) {
      saysNulls(buffer);
    } else {
      if (value === before) buffer.copyWithin(at, at - size - 4, at - 4);
      else write(buffer, value, at, size);
      at += size;
    }
    before = value;
  }
  return buffer;
}
