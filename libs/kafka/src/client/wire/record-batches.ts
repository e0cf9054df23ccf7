import { ByteReader } from './byte-reader.ts';

/** What the records of one batch have in common, as kafkajs tells it. */
interface BatchContext {
  firstOffset: string;
  firstTimestamp: string;
  partitionLeaderEpoch: number;
  inTransaction: boolean;
  isControlBatch: boolean;
  lastOffsetDelta: number;
  producerId: string;
  producerEpoch: number;
  firstSequence: number;
  maxTimestamp: string;
  timestampType: number;
  magicByte: number;
}

export interface WireRecord {
  magicByte: number;
  attributes: number;
  timestamp: string;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer | null | (Buffer | null)[]>;
  isControlRecord: boolean;
  batchContext: BatchContext;
}

const MAGIC = 2;
/** Where the magic byte of a batch is, and how long a batch without records is (https://kafka.apache.org/documentation/#recordbatch). */
const TO_MAGIC = 8 + 4 + 4;
const TO_LENGTH = 8;
const TO_BODY = 12;
const SMALLEST = 61;
const flags = { compression: 0x7, logAppendTime: 0x8, transactional: 0x10, control: 0x20 };

/**
 * The records of all whole batches in a part of a buffer; a broken one at its end was cut by the broker and comes again. `undefined` when
 * there is a batch of another format, or a compressed one.
 */
export function readBatches(bytes: Buffer, start: number, end: number): WireRecord[] | undefined {
  const records: WireRecord[] = [];
  for (let at = start; at + SMALLEST <= end;) {
    if (bytes[at + TO_MAGIC] !== MAGIC) return undefined;
    const next = at + TO_BODY + bytes.readInt32BE(at + TO_LENGTH);
    if (next > end) break;
    if (!readBatch(new ByteReader(bytes, at), records)) return undefined;
    at = next;
  }
  return records;
}

function readBatch(reader: ByteReader, records: WireRecord[]): boolean {
  const firstOffset = reader.int64();
  reader.at += 4;
  const partitionLeaderEpoch = reader.int32();
  const magicByte = reader.int8();
  reader.at += 4; // the checksum: TCP and the broker have theirs, and every record of a log is linked by a hash
  const attributes = reader.int16();
  if ((attributes & flags.compression) !== 0) return false;
  const lastOffsetDelta = reader.int32();
  const [firstTimestamp, maxTimestamp, producerId] = [reader.int64(), reader.int64(), reader.int64()];
  const batchContext: BatchContext = {
    firstOffset: String(firstOffset),
    firstTimestamp: String(firstTimestamp),
    partitionLeaderEpoch,
    inTransaction: (attributes & flags.transactional) !== 0,
    isControlBatch: (attributes & flags.control) !== 0,
    lastOffsetDelta,
    producerId: String(producerId),
    producerEpoch: reader.int16(),
    firstSequence: reader.int32(),
    maxTimestamp: String(maxTimestamp),
    timestampType: (attributes & flags.logAppendTime) !== 0 ? 1 : 0,
    magicByte,
  };
  const base = Number(firstOffset); // offsets stay below 2^53
  const count = reader.int32();
  for (let i = 0; i < count; i++) records.push(readRecord(reader, batchContext, base, firstTimestamp));
  return true;
}

function readRecord(reader: ByteReader, batchContext: BatchContext, base: number, firstTimestamp: bigint): WireRecord {
  const length = reader.varint();
  const end = reader.at + length;
  const attributes = reader.int8();
  const delta = reader.bytes[reader.at] === 0 ? 0n : undefined;
  if (delta === 0n) reader.at += 1;
  const since = delta ?? reader.varlong();
  const offset = String(base + reader.varint());
  const key = reader.varbytes();
  const value = reader.varbytes();
  const headers = readHeaders(reader);
  reader.at = end;
  const { magicByte, maxTimestamp, timestampType, isControlBatch: isControlRecord } = batchContext;
  const timestamp = timestampType === 1 ? maxTimestamp : since === 0n ? batchContext.firstTimestamp : String(firstTimestamp + since);
  return { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext };
}

/** A name that comes again makes a list. */
function readHeaders(reader: ByteReader): WireRecord['headers'] {
  const headers: WireRecord['headers'] = {};
  for (let left = reader.varint(); left > 0; left--) {
    const name = reader.text(reader.varint());
    const value = reader.varbytes();
    const before = headers[name];
    headers[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return headers;
}
