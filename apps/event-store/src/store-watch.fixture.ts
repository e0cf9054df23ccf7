import type { Category } from '@skein/contracts';
import { cursorsChannel, type Database, type Listener } from '@skein/postgres';

/** Waits for what the store has written, woken by its commits. */
export class StoreWatch {
  readonly #looks = new Set<() => void>();
  #listener: Listener | undefined;

  constructor(private readonly database: Database) {}

  async start(): Promise<this> {
    const look = () => this.#looks.forEach((one) => one());
    this.#listener = await this.database.listen(cursorsChannel, { onNotify: look, onReconnect: look });
    return this;
  }

  async stop(): Promise<void> {
    await this.#listener?.stop();
  }

  /** The first row of `sql` as soon as there is one. */
  async row<Row extends object>(sql: string, params: unknown[] = []): Promise<Row> {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#looks.add(resolve);
      const [row] = await this.database.query<Row>(sql, params);
      if (row) return row;
      await promise;
      this.#looks.delete(resolve);
    }
  }

  /** The cursor's row once the partition is stored up to `seq`. */
  stored(category: Category, partition: number, seq: number) {
    return this.row<{ seq: number; voids: number; parked_code: string | null; next_offset: number }>(
      'select * from event_store.cursors where category = $1 and partition = $2 and seq >= $3',
      [category, partition, seq],
    );
  }

  parked(category: Category, partition: number) {
    return this.row<{ seq: number; parked_code: string; parked_detail: string }>(
      'select * from event_store.cursors where category = $1 and partition = $2 and parked_code is not null',
      [category, partition],
    );
  }
}
