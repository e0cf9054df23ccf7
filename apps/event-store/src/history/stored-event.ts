import { positionToken, typeOfWireType, type Category, type EventRecord, type StoredEvent } from '@skein/contracts';

/** A record's row as far as readers need it; `hash` in hex. */
export interface EventRow {
  category: Category;
  partition: number;
  seq: number;
  value: string;
  hash: string;
}

export const eventColumns = `r.category, r.partition, r.seq, r.value, encode(r.hash, 'hex') as hash`;

export function storedEvent({ category, partition, seq, value, hash }: EventRow): StoredEvent {
  const record = JSON.parse(value) as EventRecord;
  return {
    id: record.id,
    category,
    stream: record.subject,
    type: typeOfWireType(record.type) ?? record.type,
    version: record.version,
    position: positionToken({ category, partition, seq }),
    time: record.time,
    actor: record.actor,
    commandId: record.commandid,
    ...(record.causationid === undefined ? {} : { causationId: record.causationid }),
    correlationId: record.correlationid,
    data: record.data,
    hash,
  };
}
