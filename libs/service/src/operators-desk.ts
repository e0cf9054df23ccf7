import type { Log } from '@skein/platform';
import {
  notify,
  operatorsChannel,
  parseReplicaCall,
  readHolds,
  type Database,
  type Listener,
  type PartitionRef,
  type PartitionStatus,
} from '@skein/postgres';
import { hostname } from 'node:os';

/** What a service that has partitions lets operators do. */
export interface Operated {
  readonly part: PartitionStatus['part'];
  /** Every partition that is assigned here. */
  statuses(): Omit<PartitionStatus, 'part' | 'replica'>[];
  /** Begins with a partition anew (with all that are here, when none is named). */
  restart(of?: PartitionRef): void;
  /** These partitions, and no others, are parked on purpose, here or elsewhere. */
  hold(places: readonly PartitionRef[]): void;
}

// Postgres takes payloads below 8,000 bytes.
const STATUSES_PER_MESSAGE = 25;

/** Where operators reach a replica: Postgres tells it of each call, so that no address of it must be known. */
export class OperatorsDesk {
  readonly #replica = `${hostname()}:${process.pid}`;
  #listener: Listener | undefined;

  constructor(
    private readonly database: Database,
    private readonly operated: Operated,
    private readonly log: Log,
  ) {}

  /** Resolves when the partitions that are held are known; to be called before any partition is taken. */
  async start(): Promise<void> {
    this.#listener = await this.database.listen(operatorsChannel, {
      onNotify: (payload) => void this.#called(payload),
      onReconnect: () => void this.#readHolds().catch((err: unknown) => this.log.warn('held partitions could not be read', { err })),
      onTrouble: (err) => this.log.warn('operators cannot reach this replica; connecting again', { err }),
    });
    await this.#readHolds();
  }

  async stop(): Promise<void> {
    await this.#listener?.stop();
  }

  async #called(payload: string): Promise<void> {
    try {
      const call = parseReplicaCall(payload);
      if (call.do === 'holds') await this.#readHolds();
      if (call.do === 'restart') this.#restart(call);
      if (call.do === 'tell') await this.#tell(call.to);
    } catch (err) {
      this.log.warn('what an operator asked for was not done', { err, payload });
    }
  }

  #restart({ category, partition }: Partial<PartitionRef>): void {
    if (category === undefined || partition === undefined) return this.operated.restart();
    this.log.info('an operator has this replica begin anew with a partition, if it is here', { category, partition });
    this.operated.restart({ category, partition });
  }

  async #readHolds(): Promise<void> {
    this.operated.hold(await readHolds(this.database));
  }

  async #tell(to: string): Promise<void> {
    const { part } = this.operated;
    const all: PartitionStatus[] = this.operated.statuses().map((status) => ({ ...status, part, replica: this.#replica }));
    for (let from = 0; from < all.length; from += STATUSES_PER_MESSAGE) {
      await notify(this.database, to, JSON.stringify(all.slice(from, from + STATUSES_PER_MESSAGE)));
    }
  }
}
