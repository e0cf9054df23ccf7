import { keyOf, type Category } from '@skein/contracts';
import type { KafkaConnection, PartitionBatch, RecordProducer } from '@skein/kafka';
import type { Database, MovedPartition, StoredCursor } from '@skein/postgres';
import { readTopic } from '../verify/read-topic.ts';
import { SeenHashes } from '../verify/seen-hashes.ts';
import { TopicCheck } from '../verify/topic-check.ts';
import { notAppended, type OtherTopic } from './refusals.ts';

export type Republished = MovedPartition;

interface Part {
  category: Category;
  partition: number;
  seq: number;
  head: string;
  hashes: SeenHashes;
  /** Records of the topic that the acceptance rule takes: they are the store's first ones. */
  there: number;
}

const PAGE = 500;
const BATCH_BYTES = 1024 * 1024;

/** One events topic as it is written from the store. */
export class RepublishedTopic {
  #parts: Part[] = [];

  constructor(
    private readonly database: Database,
    private readonly kafka: KafkaConnection,
    private readonly topic: string,
    private readonly cursors: readonly StoredCursor[],
  ) {}

  /** Records that the topic has already. */
  get records(): number {
    return this.#parts.reduce((sum, { there }) => sum + there, 0);
  }

  /** Compares what is in the topic with the beginning of what the store has; names partitions that hold anything else. */
  async look(): Promise<OtherTopic[]> {
    this.#parts = [];
    const trimmed = (await this.kafka.admin.offsets(this.topic)).filter(({ start }) => start !== 0);
    if (trimmed.length > 0) return trimmed.map(({ partition }) => ({ topic: this.topic, partition, detail: 'its beginning is gone' }));
    for (const { category, partition, cursor } of this.cursors) {
      this.#parts.push({
        category,
        partition,
        seq: cursor.seq,
        head: cursor.head,
        hashes: await this.#hashes(category, partition),
        there: 0,
      });
    }
    const { checks, ends } = await this.#read();
    const others: OtherTopic[] = [];
    for (const [partition, end] of ends) {
      const [check, part] = [checks.get(partition), this.#parts.find((one) => one.partition === partition)];
      const seq = check?.head.seq ?? 0;
      if (part) part.there = seq;
      const detail =
        check?.fault?.detail ?? (check?.done || seq > (part?.seq ?? 0) || (end > 0 && seq === 0) ? 'its records are others' : undefined);
      if (detail) others.push({ topic: this.topic, partition, detail });
    }
    return others;
  }

  /** Writes what is missing, in the order of the seqs, the partitions side by side. */
  async write(onProgress: (records: number) => void): Promise<void> {
    const producer = await this.kafka.createProducer({ timeoutMs: 30_000 });
    await Promise.all(this.#parts.map((part) => this.#writePart(producer, part, onProgress)));
    await producer.close();
  }

  /** Where each record is now. Throws unless the topic holds exactly what the store does. */
  async readBack(): Promise<Republished[]> {
    const { checks, ends, offsets } = await this.#read();
    return this.#parts.map(({ category, partition, seq, head }) => {
      const check = checks.get(partition);
      if (check?.fault || check?.head.seq !== seq || check.head.head !== head) {
        throw notAppended(this.topic, `partition ${partition} ends at seq ${check?.head.seq ?? 0}, the store at ${seq}.`);
      }
      return { category, partition, head, offsets: offsets.get(partition)!, end: ends.get(partition)! };
    });
  }

  async #read() {
    const found = await this.kafka.admin.offsets(this.topic);
    const ends = new Map(found.map(({ partition, end }) => [partition, end]));
    const offsets = new Map(found.map(({ partition }) => [partition, [] as number[]]));
    const checks = new Map(this.#parts.map(({ category, partition, hashes }) => [partition, new TopicCheck(category, partition, hashes)]));
    await readTopic(this.kafka, this.topic, found, ({ partition, records }) => {
      const check = checks.get(partition);
      for (const { offset, value } of records) {
        const before = check?.head.seq;
        check?.next(offset, value);
        if (check && check.head.seq !== before) offsets.get(partition)!.push(offset);
      }
      return check?.done;
    });
    return { checks, ends, offsets };
  }

  async #writePart(producer: RecordProducer, part: Part, onProgress: (records: number) => void): Promise<void> {
    for (let after = part.there; after < part.seq;) {
      const batch = await this.#next(part, after);
      const [result] = await producer.produce([batch]);
      if (result?.kind !== 'appended') throw notAppended(this.topic, JSON.stringify(result));
      after += batch.records.length;
      onProgress(batch.records.length);
    }
  }

  async #next({ category, partition }: Part, after: number): Promise<PartitionBatch> {
    const rows = await this.database.query<{ tenant: string; stream: string; value: string }>(
      `select tenant, stream, value from event_store.records where category = $1 and partition = $2 and seq > $3 order by seq limit ${PAGE}`,
      [category, partition, after],
      'republish.records',
    );
    let bytes = 0;
    const fitting = rows.filter(({ value }, index) => (bytes += Buffer.byteLength(value)) <= BATCH_BYTES || index === 0);
    if (fitting.length === 0) throw notAppended(this.topic, `the store lacks the record behind seq ${after} of partition ${partition}.`);
    return { topic: this.topic, partition, records: fitting.map(({ tenant, stream, value }) => ({ key: keyOf(tenant, stream), value })) };
  }

  async #hashes(category: Category, partition: number): Promise<SeenHashes> {
    const hashes = new SeenHashes();
    for (let after = 0; ;) {
      const rows = await this.database.query<{ hash: string }>(
        `select encode(hash, 'hex') as hash from event_store.records where category = $1 and partition = $2 and seq > $3 order by seq limit 10000`,
        [category, partition, after],
        'republish.hashes',
      );
      if (rows.length === 0) return hashes;
      for (const { hash } of rows) hashes.push(hash);
      after += rows.length;
    }
  }
}
