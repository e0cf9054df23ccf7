import { hash } from 'node:crypto';
import { v5 } from 'uuid';

/** Namespace of every id that Skein derives; fixed for ever. */
const NAMESPACE = '6d1d3b0e-8f7a-5c1e-9a46-2f0c7d5b9e31';

/** The same cause and purpose give the same id, so that what is sent again for the same reason is recognised. */
export const derivedId = (cause: string, purpose: string): string => v5(`${cause}\n${purpose}`, NAMESPACE);

/** The stream that a command starts when it names none. */
export const streamIdOf = (tenant: string, commandId: string): string => derivedId(`${tenant}/${commandId}`, 'stream');

/** The id of a command record on Kafka that carries none: its place names it. */
export const commandIdOfPlace = (place: { cluster: string; topic: string; partition: number; offset: number; timestamp: string }): string =>
  derivedId([place.cluster, place.topic, place.partition, place.offset, place.timestamp].join('/'), 'command');

/**
 * UUIDv7 of each record of a command, by its place in it: its time is the record's, the rest follows from the command, so that encoding a
 * decision again gives the very same bytes. Ids of one command are in the order of its records. RFC 9562: 48 bits of milliseconds, the version, 12
 * bits, the variant, 62 bits; the first 32 of these 74 bits count.
 */
export function recordIds(time: number, command: { tenant: string; stream: string; id: string }): (index: number) => string {
  const random = hash('sha256', `${command.tenant}\n${command.stream}\n${command.id}`, 'hex');
  const first = Number.parseInt(random.slice(0, 8), 16) >>> 1; // half of the range is left to count in
  const [two, rest] = [Number.parseInt(random[21]!, 16) & 3, random.slice(22, 32)];
  const ms = hex(time, 12);
  const begin = `${ms.slice(0, 8)}-${ms.slice(8)}`;
  return (index) => {
    const count = first + index;
    const ends = hex(((count & 0x3f) << 2) | two, 2);
    return `${begin}-${hex(0x7000 | (count >>> 20), 4)}-${hex(0x8000 | ((count >>> 6) & 0x3fff), 4)}-${ends}${rest}`;
  };
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
