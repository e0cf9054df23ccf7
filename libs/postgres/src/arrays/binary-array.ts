/** Type numbers of Postgres, which a binary array names. */
export const oids = { bool: 16, bytea: 17, int8: 20, int4: 23, text: 25 } as const;

const HEADER = 20;
const EMPTY = 12;

/** Writes the header of a one-dimensional array of `count` elements of the type `oid` into a new buffer with `bytes` more for the elements. */
function start(oid: number, count: number, bytes: number, hasNulls: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(count === 0 ? EMPTY : HEADER + bytes);
  buffer.writeInt32BE(count === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(hasNulls ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  if (count > 0) {
    buffer.writeInt32BE(count, 12);
    buffer.writeInt32BE(1, 16);
  }
  return buffer;
}

/** An array whose elements are all `size` bytes long. */
export function fixedSizeArray<T>(
  oid: number,
  size: number,
  values: readonly (T | null)[],
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  // By index, here and below: an iterator makes an object for each of some forty values of an event.
  let nulls = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === null) nulls++;
  const buffer = start(oid, values.length, values.length * 4 + (values.length - nulls) * size, nulls > 0);
  let at = HEADER;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    buffer.writeInt32BE(value === null ? -1 : size, at);
    at += 4;
    if (value === null) continue;
    write(buffer, value, at);
    at += size;
  }
  return buffer;
}

/** An array whose elements have sizes of their own. */
export function variableSizeArray<T>(
  oid: number,
  values: readonly (T | null)[],
  sizeOf: (value: T) => number,
  write: (buffer: Buffer, value: T, at: number, size: number) => void,
): Buffer {
  const sizes = new Int32Array(values.length);
  let bytes = 0;
  let hasNulls = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const size = value === null ? -1 : sizeOf(value);
    if (size < 0) hasNulls = true;
    else bytes += size;
    sizes[i] = size;
  }
  const buffer = start(oid, values.length, values.length * 4 + bytes, hasNulls);
  let at = HEADER;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const size = sizes[i]!;
    buffer.writeInt32BE(size, at);
    at += 4;
    if (value === null) continue;
    write(buffer, value, at, size);
    at += size;
  }
  return buffer;
}
