import type { KafkaMessage } from 'kafkajs';
import { offsetOf } from '../client/offset.ts';
import type { ConsumedRecord } from './consumed-batch.ts';

const none: ConsumedRecord['headers'] = Object.freeze({});

/** A kafkajs message as the port's record. */
export function readMessage(message: KafkaMessage): ConsumedRecord {
  return {
    offset: offsetOf(message.offset),
    key: message.key?.toString() ?? null,
    value: message.value,
    timestamp: Number(message.timestamp),
    headers: readHeaders(message.headers),
  };
}

function readHeaders(headers: KafkaMessage['headers']): ConsumedRecord['headers'] {
  const names = headers ? Object.keys(headers) : [];
  if (!headers || names.length === 0) return none;
  // A header may repeat in Kafka; the last one counts.
  return Object.fromEntries(names.map((name) => [name, String([headers[name]].flat().at(-1) ?? '')]));
}
