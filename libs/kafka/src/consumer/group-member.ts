import type { SkeinError } from '@skein/contracts';
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaLog } from '../client/kafka-options.ts';
import { isPassing, kafkaProblem } from '../client/kafka-problem.ts';
import type { SocketFence } from '../client/socket-fence.ts';
import { GroupAlarm } from './group-alarm.ts';

/** A kafkajs consumer and the sockets it may use. */
export interface ConsumerClient {
  consumer: Consumer;
  fence: SocketFence;
}

export interface MemberParts {
  groupId: string;
  topics: readonly string[];
  brokers: readonly string[];
  log: KafkaLog;
  /** Makes a new client; `mayRestart` is asked when kafkajs would begin again by itself. */
  open(mayRestart: () => boolean, alarm: GroupAlarm): ConsumerClient;
}

export interface MemberEvents {
  onJoin(payload: ConsumerGroupJoinEvent['payload']): void;
  onBatch(payload: EachBatchPayload): Promise<void>;
  /** Out of the group because it was stopped; before its sockets are closed. */
  onLeft(): void;
  /** Out of the group; it is on its way back, unless it was stopped or `onFailed` follows. */
  onGone(): void;
  onFailed(problem: SkeinError): void;
}

const JOIN_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;

/** Keeps one member in a group: kafkajs gives up for good on some troubles that pass; then a new client takes over here. */
export class GroupMember {
  readonly #parts: MemberParts;
  readonly #events: MemberEvents;
  readonly #joined = Promise.withResolvers<void>();
  readonly #stopped = new AbortController();
  readonly #alarm = new GroupAlarm();
  #client: ConsumerClient;
  #away = false;

  constructor(parts: MemberParts, events: MemberEvents) {
    this.#parts = parts;
    this.#events = events;
    this.#client = this.#open();
  }

  get consumer(): Consumer {
    return this.#client.consumer;
  }

  get stopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  /** Resolves with the first assignment. */
  async start(): Promise<void> {
    const late = setTimeout(() => this.#joined.reject(new Error(`no assignment within ${JOIN_WITHIN_MS} ms`)), JOIN_WITHIN_MS);
    this.#joined.promise.catch(() => undefined); // it may reject before it is waited for below
    try {
      await this.#run(this.#client);
      await this.#joined.promise;
    } finally {
      clearTimeout(late);
    }
  }

  /** Asks at once whether the group rebalances, and joins it again if so. */
  groupMayHaveChanged(): void {
    this.#alarm.ring();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#alarm.end();
    this.#backBecause('a consumer was stopped before it was back in its group');
    const { consumer, fence } = this.#client;
    const late = new AbortController();
    const left = consumer.disconnect().catch((error: unknown) => {
      this.#parts.log('info', 'the group was not left in order', { groupId: this.#parts.groupId, why: String(error) });
    });
    await Promise.race([left, pause(STOP_WITHIN_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    fence.cut('the consumer was stopped');
  }

  #open(): ConsumerClient {
    const client = this.#parts.open(() => !this.stopped, this.#alarm);
    const { consumer } = client;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (client !== this.#client) return;
      this.#backBecause('a consumer is back in its group');
      this.#alarm.hurry();
      this.#events.onJoin(payload);
      this.#joined.resolve();
    });
    consumer.on(consumer.events.STOP, () => {
      if (client === this.#client && this.stopped) this.#events.onLeft();
    });
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (client === this.#client) this.#onCrash(error, restart);
    });
    return client;
  }

  async #run({ consumer }: ConsumerClient): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.#parts.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 64,
      eachBatch: (payload) => this.#events.onBatch(payload),
    });
  }

  #onCrash(error: Error, restart: boolean): void {
    this.#events.onGone();
    if (this.stopped) return;
    if (restart) return this.#goneFor(error);
    this.#client.fence.cut('the consumer has crashed');
    if (isPassing(error)) {
      this.#goneFor(error);
      void this.#comeBack();
      return;
    }
    const problem = kafkaProblem(error, `serve the consumer group ${this.#parts.groupId}`, this.#parts.brokers);
    this.#joined.reject(problem);
    this.#events.onFailed(problem);
  }

  /** Says once that the group was lost, however many attempts it takes to be back. */
  #goneFor(error: Error): void {
    if (this.#away) return;
    this.#away = true;
    const code = isPassing(error) ? 'service.unavailable' : 'service.failed';
    this.#parts.log('warn', 'a consumer is out of its group and comes back by itself', {
      groupId: this.#parts.groupId,
      code,
      why: error.message,
      outage: 'begins',
    });
  }

  /** As loud as what it ends: who has read the one should see the other. */
  #backBecause(message: string): void {
    if (this.#away) this.#parts.log('warn', message, { groupId: this.#parts.groupId, outage: 'over' });
    this.#away = false;
  }

  async #comeBack(): Promise<void> {
    for (let wait = 500; ; wait = Math.min(wait * 2, 5_000)) {
      await pause(wait, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (this.stopped) return;
      this.#client = this.#open();
      try {
        return await this.#run(this.#client);
      } catch (error) {
        this.#client.fence.cut('the consumer could not begin again');
        this.#parts.log('debug', 'a consumer could not begin again yet', { groupId: this.#parts.groupId, wait, why: String(error) });
      }
    }
  }
}
