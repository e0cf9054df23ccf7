import { hash } from 'node:crypto';

/** SHA-256 of a record's value as sent, in hex: the `prev` of the record that follows it. */
export const recordHash = (value: string | Uint8Array): string => hash('sha256', value, 'hex');
