import type { FetchedValue } from '@skein/log';
import { isUtf8 } from 'node:buffer';

/** As it came from Kafka. */
export interface FetchedRecord {
  offset: number;
  value: Buffer | null;
}

/** Bytes that are no UTF-8 become another text, and the bytes of that text are what every reader hashes. */
export function fetchedValue({ offset, value }: FetchedRecord): FetchedValue {
  if (value === null) return { offset, value, bytes: undefined };
  return { offset, value: value.toString('utf8'), bytes: isUtf8(value) ? value : undefined };
}
