import type { Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import type { SocketFence } from '../client/socket-fence.ts';
import { brokerErrorOf } from '../client/kafka-problem.ts';
import { resultOf, type ProduceResult } from './produce-result.ts';

export interface OutgoingRecord {
  key: string | null;
  value: string | Buffer;
  headers?: Record<string, string>;
}

/** The records of one partition; they are appended as one record batch, all or nothing. */
export interface PartitionBatch {
  topic: string;
  partition: number;
  records: readonly OutgoingRecord[];
}

/** A request under way. One promise for all who wait would keep what each of them has waited for. */
interface Sending {
  places: ReadonlySet<string>;
  answered: Promise<Map<string, ProduceResult>>;
  /** Ends the wait for its answer. */
  giveUp(why: Error): void;
}

const place = ({ topic, partition }: { topic: string; partition: number }) => `${topic}/${partition}`;

/**
 * An idempotent producer, acks from all in-sync replicas. It lives until its first doubt or refusal: then it discards itself, since its
 * sequence numbers no longer tell what the broker has, and its owner makes a new one with `KafkaConnection.createProducer`.
 */
export class RecordProducer {
  readonly #producer: Producer;
  readonly #fence: SocketFence;
  readonly #timeoutMs: number;
  #underWay: Sending[] = [];
  #why: string | undefined;

  /** Made by `KafkaConnection.createProducer`, which connects it. */
  constructor(producer: Producer, fence: SocketFence, timeoutMs: number) {
    this.#producer = producer;
    this.#fence = fence;
    this.#timeoutMs = timeoutMs;
  }

  /** No longer usable: every further `produce` answers `not-sent`. */
  get discarded(): boolean {
    return this.#why !== undefined;
  }

  /**
   * Sends all batches in one request per broker and answers one result per batch, in the order given; never rejects.
   * A partition may have one batch in flight: a second one is `not-sent`.
   */
  async produce(batches: readonly PartitionBatch[]): Promise<ProduceResult[]> {
    if (this.#why !== undefined) return batches.map(() => ({ kind: 'not-sent', why: `the producer was discarded: ${this.#why}` }));
    const places = new Set<string>();
    const sent = batches.filter((batch) => {
      const [one, before] = [place(batch), places.size];
      const isFree = batch.records.length > 0 && !this.#underWay.some((sending) => sending.places.has(one));
      return isFree && places.add(one).size > before;
    });
    const answers = sent.length > 0 ? await this.#send(sent, places) : new Map<string, ProduceResult>();
    const going = new Set(sent);
    return batches.map((batch) => {
      if (!going.has(batch)) return { kind: 'not-sent', why: 'the batch is empty, or its partition has another one in flight' };
      return answers.get(place(batch)) ?? { kind: 'doubt', why: 'the answer does not name the partition' };
    });
  }

  /** Ends its sockets and keeps it from opening others. What is in flight becomes `doubt` at once. */
  discard(why = 'its owner gave it up'): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    for (const { giveUp } of this.#underWay) giveUp(new Error(why));
    this.#fence.cut(why);
    // Not awaited: it can take as long as a request time-out, and nothing hangs on it any more.
    this.#producer.disconnect().catch(() => undefined);
  }

  /** Lets what is in flight come to its end or time-out, then ends the producer. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay.map(({ answered }) => answered));
    this.discard('it was closed');
  }

  async #send(batches: readonly PartitionBatch[], places: ReadonlySet<string>): Promise<Map<string, ProduceResult>> {
    const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>();
    const timer = setTimeout(() => giveUp(new Error(`no answer within ${this.#timeoutMs} ms`)), this.#timeoutMs);
    const sending: Sending = { places, giveUp, answered: this.#answers(batches, givenUp) };
    this.#underWay.push(sending);
    try {
      return await sending.answered;
    } finally {
      clearTimeout(timer);
      this.#underWay = this.#underWay.filter((other) => other !== sending);
    }
  }

  async #answers(batches: readonly PartitionBatch[], givenUp: Promise<never>): Promise<Map<string, ProduceResult>> {
    try {
      const sending = this.#producer.sendBatch({ acks: -1, timeout: this.#timeoutMs, topicMessages: byTopic(batches) });
      return this.#read(batches, await Promise.race([sending, givenUp]));
    } catch (error) {
      const brokerError = brokerErrorOf(error);
      const why = [brokerError, String(error)].filter(Boolean).join(': ');
      this.discard(why);
      const result: ProduceResult = brokerError?.endsWith('AUTHORIZATION_FAILED')
        ? { kind: 'refused', why: 'unauthorised', detail: brokerError }
        : { kind: 'doubt', why };
      return new Map(batches.map((batch) => [place(batch), result]));
    }
  }

  #read(batches: readonly PartitionBatch[], answers: readonly RecordMetadata[]): Map<string, ProduceResult> {
    const results = new Map(
      answers.map((answer) => [
        place({ topic: answer.topicName, partition: answer.partition }),
        resultOf(answer.errorCode, answer.baseOffset),
      ]),
    );
    const good = batches.every((batch) => results.get(place(batch))?.kind === 'appended');
    if (!good) this.discard('a partition was not appended, so the sequence numbers are off');
    return results;
  }
}

function byTopic(batches: readonly PartitionBatch[]): TopicMessages[] {
  const topics = Map.groupBy(batches, ({ topic }) => topic);
  return [...topics].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.flatMap(({ partition, records }) => records.map((record) => ({ ...record, partition }))),
  }));
}
