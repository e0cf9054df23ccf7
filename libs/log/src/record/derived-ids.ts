import { hash } from 'node:crypto';
import { v5, v7 } from 'uuid';

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
 * decision again gives the very same bytes. Ids of one command are in the order of its records.
 */
export function recordIds(time: number, command: { tenant: string; stream: string; id: string }): (index: number) => string {
  const random = hash('sha256', `${command.tenant}\n${command.stream}\n${command.id}`, 'buffer').subarray(0, 16);
  const first = random.readUInt32BE(0) >>> 1; // half of the range is left to count in
  return (index) => v7({ msecs: time, random, seq: first + index });
}
