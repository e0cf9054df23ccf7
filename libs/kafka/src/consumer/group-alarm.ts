import type { PartitionAssigner } from 'kafkajs';
import { createRequire } from 'node:module';
import { kafkajs } from '../client/kafkajs.ts';

interface Group {
  cluster: object;
  maxWaitTime: number;
  fetch(nodeId: number): Promise<unknown[]>;
  heartbeat(options: { interval: number }): Promise<void>;
}

const alarms = new WeakMap<object, GroupAlarm>();

// After a join most partitions begin to be read a little later than the first; none should wait for a fetch without it.
const HURRY_MS = 1_500;
const HURRIED_WAIT_MS = 20;

/**
 * Wakes a member from the fetch that it waits in: to ask at once whether its group rebalances, or because it stops. By itself kafkajs asks when a
 * heartbeat is due and the fetch before it is over, and leaves a group after its last fetch; partitions that nobody owns wait for that long.
 */
export class GroupAlarm {
  #ended = false;
  #rung = false;
  #hurryUntil = 0;
  #unhurriedMs: number | undefined;
  #waiting: (() => void)[] = [];

  /** The group may have changed. */
  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  /** Partitions are new here: for a while, no fetch waits long for those that are read already. */
  hurry(): void {
    this.#hurryUntil = performance.now() + HURRY_MS;
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

  async during(group: Group, fetch: () => Promise<unknown[]>): Promise<unknown[]> {
    this.#unhurriedMs ??= group.maxWaitTime;
    group.maxWaitTime = performance.now() < this.#hurryUntil ? Math.min(HURRIED_WAIT_MS, this.#unhurriedMs) : this.#unhurriedMs;
    const fetched = fetch();
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
    this.#waiting.push(wake);
    if (this.#rung || this.#ended) wake();
    try {
      return await Promise.race([fetched, woken]);
    } finally {
      this.#waiting = this.#waiting.filter((other) => other !== wake);
    }
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup.js') as { prototype: Group };
const fetch = prototype.fetch;
prototype.fetch = function (this: Group, nodeId) {
  const alarm = alarms.get(this.cluster);
  return alarm ? alarm.during(this, () => fetch.call(this, nodeId)) : fetch.call(this, nodeId);
};
