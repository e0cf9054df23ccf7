import type { AssignmentChange, TopicPartition } from './consumed-batch.ts';

/** A partition while this consumer holds it. It is never reused after a loss: what still works on it then works on nothing. */
export interface HeldPartition extends TopicPartition {
  /** The next offset that the handler has not seen; unknown until the start is known. */
  position: number | undefined;
  paused: boolean;
  /** Aborted when handlers should give up: at a seek and at a rebalance too, after which the partition may still be here. */
  handling: AbortController;
  /** Aborted when the partition is gone from here. */
  holding: AbortController;
}

export const keyOfPlace = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;
const placeOf = ({ topic, partition }: TopicPartition): TopicPartition => ({ topic, partition });

/** What a consumer holds, by topic and partition. */
export class HeldPartitions {
  #held = new Map<string, HeldPartition>();

  get(place: TopicPartition): HeldPartition | undefined {
    return this.#held.get(keyOfPlace(place));
  }

  all(): HeldPartition[] {
    return [...this.#held.values()];
  }

  /** Handlers of every partition should give up: the group rebalances. */
  interrupt(why: string): void {
    for (const held of this.#held.values()) held.handling.abort(new Error(why));
  }

  /** Takes over a new assignment. `sameMember`: the group has known this consumer all the time, so that a partition may count as kept. */
  assign(assigned: readonly TopicPartition[], sameMember: boolean): AssignmentChange {
    const before = this.#held;
    this.interrupt('the group has rebalanced');
    const kept = sameMember ? assigned.filter((place) => before.has(keyOfPlace(place))) : [];
    const keptKeys = new Set(kept.map(keyOfPlace));
    const lost = [...before].filter(([key]) => !keptKeys.has(key)).map(([, held]) => held);
    for (const held of lost) held.holding.abort(new Error('the partition was lost'));
    this.#held = new Map(
      assigned.map((place) => {
        const old = keptKeys.has(keyOfPlace(place)) ? before.get(keyOfPlace(place)) : undefined;
        return [keyOfPlace(place), old ?? newlyHeld(place)];
      }),
    );
    const added = assigned.filter((place) => !keptKeys.has(keyOfPlace(place)));
    return { assigned: assigned.map(placeOf), kept: kept.map(placeOf), added: added.map(placeOf), lost: lost.map(placeOf) };
  }
}

const newlyHeld = (place: TopicPartition): HeldPartition => ({
  ...placeOf(place),
  position: undefined,
  paused: false,
  handling: new AbortController(),
  holding: new AbortController(),
});
