import { ByteReader } from './byte-reader.ts';
import { readBatches, type WireRecord } from './record-batches.ts';

interface FetchedPartition {
  partition: number;
  errorCode: number;
  highWatermark: string;
  lastStableOffset: string;
  lastStartOffset: string;
  abortedTransactions: { producerId: string; firstOffset: string }[];
  preferredReadReplica: number;
  messages: WireRecord[];
}

export interface FetchResponse {
  throttleTime: number;
  clientSideThrottleTime: number;
  errorCode: number;
  sessionId: number;
  responses: { topicName: string | null; partitions: FetchedPartition[] }[];
}

/**
 * A fetch response of version 11 as kafkajs decodes it, but for numbers that are made without BigInt where they fit. `undefined` when it
 * holds something that is left to kafkajs: compressed batches, or message sets of brokers before 0.11.
 */
export function decodeFetch(bytes: Buffer): FetchResponse | undefined {
  const reader = new ByteReader(bytes);
  let plain = true;
  const messages = () => {
    const size = reader.int32();
    if (size <= 0 || reader.at + size > bytes.length) return [];
    const records = readBatches(bytes, reader.at, reader.at + size);
    reader.at += size;
    plain &&= records !== undefined;
    return records ?? [];
  };
  const head = { throttleTime: 0, clientSideThrottleTime: reader.int32(), errorCode: reader.int16(), sessionId: reader.int32() };
  const responses = reader.list(() => ({
    topicName: reader.string(),
    partitions: reader.list(() => ({
      partition: reader.int32(),
      errorCode: reader.int16(),
      highWatermark: String(reader.int64()),
      lastStableOffset: String(reader.int64()),
      lastStartOffset: String(reader.int64()),
      abortedTransactions: reader.list(() => ({ producerId: String(reader.int64()), firstOffset: String(reader.int64()) })),
      preferredReadReplica: reader.int32(),
      messages: messages(),
    })),
  }));
  return plain ? { ...head, responses } : undefined;
}
