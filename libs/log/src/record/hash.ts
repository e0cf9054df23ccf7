import { createHash } from 'node:crypto';

/** SHA-256 of a record's value as sent, in hex: the `prev` of the record that follows it. */
export const recordHash = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex');
