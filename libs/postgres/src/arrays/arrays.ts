import { fixedSizeArray, oids, variableSizeArray } from './binary-array.ts';
import { bytesOfText, writeText } from './text-bytes.ts';

/**
 * Encoders of array parameters in Postgres' binary format, to be used as `unnest($1::int8[], $2::text[])`: node-postgres sends a Buffer as it is, and
 * arrays so sent make an insert as fast as COPY, where arrays of text halve it. The cast in the statement must name the very same type.
 * `null` is an element like others. Format: src/backend/utils/adt/arrayfuncs.c, array_recv.
 */
export function int8Array(values: readonly (number | bigint | null)[]): Buffer {
  return fixedSizeArray(oids.int8, 8, values, same, writeInt8);
}

const same = <T>(value: T): T => value;

/** Eight bytes, the highest first. */
export function writeInt8(buffer: Buffer, value: number | bigint, at: number): void {
  if (typeof value === 'bigint') {
    buffer.writeBigInt64BE(value, at);
    return;
  }
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number that can be stored: ${value}`);
  buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
  buffer.writeUInt32BE(value >>> 0, at + 4);
}

export const writeInt4 = (buffer: Buffer, value: number, at: number): number => buffer.writeInt32BE(value, at);

export function int4Array(values: readonly (number | null)[]): Buffer {
  return fixedSizeArray(oids.int4, 4, values, same, writeInt4);
}

export function boolArray(values: readonly (boolean | null)[]): Buffer {
  return fixedSizeArray(oids.bool, 1, values, same, (buffer, value, at) => buffer.writeUInt8(value ? 1 : 0, at));
}

/** Also for what has a text form: `$1::text[]::timestamptz[]`, `$1::text[]::uuid[]`. U+0000 is refused by Postgres. */
export function textArray(values: readonly (string | null)[]): Buffer {
  return variableSizeArray(oids.text, values, same, bytesOfText, writeText);
}

export function byteaArray(values: readonly (Uint8Array | null)[]): Buffer {
  const sizeOf = (value: Uint8Array) => value.length;
  return variableSizeArray(oids.bytea, values, same, sizeOf, (buffer, value, at) => buffer.set(value, at));
}

export const bytesOfHex = (digits: string): number => digits.length >> 1;

export function writeHex(buffer: Buffer, digits: string, at: number, size: number): void {
  if (buffer.write(digits, at, size, 'hex') * 2 !== digits.length) throw new RangeError(`no hex digits: ${digits}`);
}

/** `bytea` from its hex digits, without a buffer for each. */
export function hexArray(values: readonly (string | null)[]): Buffer {
  return variableSizeArray(oids.bytea, values, same, bytesOfHex, writeHex);
}
