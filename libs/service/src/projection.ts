import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SkeinClient, subscribe, type Batch, type Subscription, type SubscriptionTrouble } from '@skein/client';
import { SkeinError, type Category, type EventRecord } from '@skein/contracts';
import { KafkaConnection } from '@skein/kafka';
import { Log, Readiness } from '@skein/platform';
import { Database, Positions, type ReadPosition, type ServiceSchema, type Transaction } from '@skein/postgres';
import { BatchPace } from './batch-pace.ts';
import { checkPosition } from './check-position.ts';
import type { ProjectionSettings } from './service-shape.ts';
import { SharedLock } from './shared-lock.ts';

/** What a read model does with events; `T` is what it hands over from the transaction to what follows it. */
export interface ProjectionHandler<T = void> {
  category: Category;
  schema: ServiceSchema;
  /**
   * Whether the read model may be behind, by up to four seconds, while much happens and nobody waits for a position: batches become larger
   * then, and what changes again and again is written once. Default: no.
   */
  mayLag?: boolean;
  /**
   * Makes what is in memory equal to the tables. Called alone, before the first event, and again whenever memory may lack something: somebody
   * else has moved the position, or `applied` has failed.
   */
  prepare?(): Promise<void>;
  /** In the transaction that also moves the position: all of it happens once, or none. */
  apply(tx: Transaction, events: readonly EventRecord[]): Promise<T>;
  /** After the commit, before anybody is told that the position is reached. */
  applied?(result: T): Promise<void>;
}

/** Keeps a service's read model equal to the log, and tells readers how far it is. */
@Injectable()
export class Projection<T = void> implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #positions: Positions;
  readonly #lock = new SharedLock();
  readonly #pace = new BatchPace();
  /** The head of each partition up to which memory holds everything; `undefined`: never prepared. */
  #inMemory: Map<number, string> | undefined;
  #subscription: Subscription | undefined;

  constructor(
    private readonly handler: ProjectionHandler<T>,
    private readonly settings: ProjectionSettings,
    database: Database,
    private readonly kafka: KafkaConnection,
    private readonly log: Log,
    readiness: Readiness,
  ) {
    this.#positions = new Positions(database, handler.schema);
    readiness.add('projection', () => this.#check());
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#position();
    const { EVENT_STORE_URL: url, SKEIN_API_KEY: key, TOPIC_PREFIX: topicPrefix } = this.settings;
    this.#subscription = subscribe({
      client: new SkeinClient({ url, key }),
      kafka: this.kafka,
      topicPrefix,
      category: this.handler.category,
      from: () => this.#position(),
      handler: async (batch) => {
        if (this.handler.mayLag) await this.#pace.turn();
        await this.#lock.beside(() => this.#pace.timed(() => this.#handle(batch)));
      },
      onTrouble: (trouble) => this.#report(trouble),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#pace.hurried(async () => this.#subscription?.stop());
  }

  /** Resolves when the read model has the position (`workflow:3:42`); `undefined` is reached. Rejects with `read.position-not-reached`, or `request.invalid`. */
  async reach(position: string | undefined, waitMs: number): Promise<void> {
    if (position === undefined) return;
    if (checkPosition(position, this.settings.PARTITIONS).category !== this.handler.category) return;
    if (await this.#pace.hurried(async () => this.#subscription?.reached(position, waitMs))) return;
    const text = `The read model has not reached ${position} within ${waitMs} ms. Ask again in a moment.`;
    throw new SkeinError('read.position-not-reached', text, { position });
  }

  /** Where to go on. Read before memory is prepared: what is stored in between comes twice then, as a position that has moved, and never not at all. */
  #position(): Promise<ReadPosition[]> {
    return this.#lock.alone(async () => {
      const stored = await this.#positions.load(this.handler.category);
      const known = this.#inMemory;
      if (known?.size === stored.length && stored.every(({ partition, head }) => known.get(partition) === head)) return stored;
      await this.handler.prepare?.();
      this.#inMemory = new Map(stored.map(({ partition, head }) => [partition, head]));
      return stored;
    });
  }

  async #handle({ from, position, events }: Batch): Promise<void> {
    let result: T | undefined;
    await this.#positions.advance(from, position, async (tx) => {
      if (events.length > 0) result = await this.handler.apply(tx, events);
    });
    if (result !== undefined) await this.handler.applied?.(result);
    this.#inMemory?.set(position.partition, position.head);
  }

  async #check(): Promise<void> {
    const parked = this.#subscription?.parked[0];
    if (parked) throw parked.error;
    if (!this.#subscription?.caughtUp) throw new SkeinError('service.not-ready', 'The read model is still catching up with the log.');
  }

  #report({ what, partition, error }: SubscriptionTrouble): void {
    this.log[what === 'parked' ? 'error' : 'warn']('the log could not be followed', { what, partition, err: error });
  }
}
