import kafkajs, { type PartitionAssigner } from 'kafkajs';
import { createRequire } from 'node:module';

interface Group {
  cluster: object;
  fetch(nodeId: number): Promise<unknown[]>;
  heartbeat(options: { interval: number }): Promise<void>;
}

const alarms = new WeakMap<object, GroupAlarm>();

/**
 * Wakes a member from the fetch that it waits in: to ask at once whether its group rebalances, or because it stops. By itself kafkajs asks when a
 * heartbeat is due and the fetch before it is over, and leaves a group after its last fetch; partitions that nobody owns wait for that long.
 */
export class GroupAlarm {
  #ended = false;
  #rung = false;
  readonly #waiting = new Set<() => void>();

  /** The group may have changed. */
  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** The member stops: no fetch keeps it any more. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Assigners like the given ones (default: kafkajs's), through which the alarm learns which group is meant. */
  assigners(given: readonly PartitionAssigner[] = [kafkajs.PartitionAssigners.roundRobin]): PartitionAssigner[] {
    return given.map((make) => (config) => {
      alarms.set(config.cluster, this);
      return make(config);
    });
  }

  async during(group: Group, fetched: Promise<unknown[]>): Promise<unknown[]> {
    fetched.catch(() => undefined); // it may fail when nobody waits for it any more
    for (;;) {
      if (this.#ended) return await new Promise((resolve) => setImmediate(() => resolve([])));
      if (this.#rung) {
        this.#rung = false;
        await group.heartbeat({ interval: 0 });
      }
      const batches = await this.#unlessWoken(fetched);
      if (batches) return batches;
    }
  }

  async #unlessWoken(fetched: Promise<unknown[]>): Promise<unknown[] | undefined> {
    const { promise: woken, resolve } = Promise.withResolvers<undefined>();
    const wake = () => resolve(undefined);
    this.#waiting.add(wake);
    if (this.#rung || this.#ended) wake();
    return await Promise.race([fetched, woken]).finally(() => this.#waiting.delete(wake));
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup.js') as { prototype: Group };
const fetch = prototype.fetch;
prototype.fetch = function (this: Group, nodeId) {
  const alarm = alarms.get(this.cluster);
  const fetched = fetch.call(this, nodeId);
  return alarm ? alarm.during(this, fetched) : fetched;
};
