import { ByteWriter, lengthOf, sizeOfVarint, type Bytes } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';

/** A message as kafkajs hands it to its encoder. */
export interface WireMessage {
  key?: Bytes;
  value?: Bytes;
  timestamp?: string | number | undefined;
  headers?: Record<string, Bytes | readonly Bytes[]> | undefined;
}

/** What kafkajs knows when it encodes a produce request of version 3 to 7. */
export interface ProduceRequest {
  transactionalId?: string | null | undefined;
  acks: number;
  timeout: number;
  compression?: number | undefined;
  producerId?: { toString(): string } | string | number | undefined;
  producerEpoch?: number | undefined;
  topicData: readonly { topic: string; partitions: readonly WirePartition[] }[];
}

interface WirePartition {
  partition: number;
  firstSequence?: number | undefined;
  messages: readonly WireMessage[];
}

interface Sized {
  message: WireMessage;
  key: number;
  value: number;
  headers: readonly { name: string; value: Bytes }[];
  body: number;
}

const MAGIC = 2;
/** Of a batch, from its leader's epoch to the number of its records. */
const BATCH_HEAD = 4 + 1 + 4 + 2 + 4 + 8 + 8 + 8 + 2 + 4 + 4;
const TO_CRC = 4 + 1;

/** Whether this request is one of those that are encoded here; others are left to kafkajs. */
export const isPlain = ({ compression = 0, transactionalId, topicData }: ProduceRequest): boolean =>
  compression === 0 &&
  (transactionalId ?? null) === null &&
  topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)));

/**
 * The body of a produce request (versions 3 to 7) with one record batch of magic 2 for each partition, in one buffer: the same bytes that
 * kafkajs makes, without a buffer and a copy for every record (https://kafka.apache.org/documentation/#recordbatch).
 */
export function encodeProduce({ acks, timeout, producerId = -1, producerEpoch = 0, topicData }: ProduceRequest, now: number): Buffer {
  const topics = topicData.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((one) => ({ ...one, records: one.messages.map(sized) })),
  }));
  const producer = { id: BigInt(String(producerId)), epoch: producerEpoch };
  const time = BigInt(now);
  const writer = new ByteWriter(
    2 + 2 + 4 + 4 + sum(topics, (one) => 2 + Buffer.byteLength(one.topic) + 4 + sum(one.partitions, sizeOfPartition)),
  );
  writer.string(null);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topics.length);
  for (const { topic, partitions } of topics) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const { partition, firstSequence = 0, records } of partitions) {
      writer.int32(partition);
      writeBatch(writer, records, { producer, firstSequence, time });
    }
  }
  return writer.bytes;
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);

const sizeOfRecords = (records: readonly Sized[]) => sum(records, ({ body }) => sizeOfVarint(body) + body);
const sizeOfPartition = ({ records }: { records: readonly Sized[] }) => 4 + 4 + 8 + 4 + BATCH_HEAD + sizeOfRecords(records);

function sized(message: WireMessage, index: number): Sized {
  const [key, value] = [lengthOf(message.key), lengthOf(message.value)];
  const headers = headersOf(message);
  const ofHeaders =
    sizeOfVarint(headers.length) + sum(headers, (one) => sizeOfBytes(Buffer.byteLength(one.name)) + sizeOfBytes(lengthOf(one.value)));
  return { message, key, value, headers, body: 1 + 1 + sizeOfVarint(index) + sizeOfBytes(key) + sizeOfBytes(value) + ofHeaders };
}

const sizeOfBytes = (length: number) => sizeOfVarint(length) + Math.max(0, length);

const none: Sized['headers'] = [];

function headersOf({ headers }: WireMessage): Sized['headers'] {
  if (headers === undefined) return none;
  return Object.entries(headers).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one: Bytes) => ({ name, value: one })) : [{ name, value: value as Bytes }],
  );
}

interface BatchFacts {
  producer: { id: bigint; epoch: number };
  firstSequence: number;
  time: bigint;
}

function writeBatch(writer: ByteWriter, records: readonly Sized[], { producer, firstSequence, time }: BatchFacts): void {
  const length = BATCH_HEAD + sizeOfRecords(records);
  writer.int32(8 + 4 + length);
  writer.int64(0n); // the broker gives offsets
  writer.int32(length);
  const head = writer.at;
  writer.int32(0);
  writer.int8(MAGIC);
  writer.int32(0); // the checksum of what follows, below
  const checked = writer.at;
  writer.int16(0);
  writer.int32(records.length - 1);
  writer.int64(time);
  writer.int64(time);
  writer.int64(producer.id);
  writer.int16(producer.epoch);
  writer.int32(firstSequence);
  writer.int32(records.length);
  for (let index = 0; index < records.length; index++) writeRecord(writer, records[index]!, index);
  writer.bytes.writeUInt32BE(crc32c(writer.bytes, checked, writer.at), head + TO_CRC);
}

function writeRecord(writer: ByteWriter, { message, key, value, headers, body }: Sized, index: number): void {
  writer.varint(body);
  writer.int8(0);
  writer.varint(0);
  writer.varint(index);
  writer.varbytes(message.key, key);
  writer.varbytes(message.value, value);
  writer.varint(headers.length);
  for (const header of headers) {
    writer.varbytes(header.name, Buffer.byteLength(header.name));
    writer.varbytes(header.value, lengthOf(header.value));
  }
}
