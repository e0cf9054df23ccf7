/** What is asked of one topic. */
export interface FetchedTopic {
  topic: string;
  partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
}

/** What a fetch of a session says: with epoch 0 all that is wanted, and later only what has changed. */
export interface SessionRequest {
  sessionId: number;
  sessionEpoch: number;
  topics: readonly FetchedTopic[];
  forgottenTopics: readonly { topic: string; partitions: readonly number[] }[];
}

const LAST_EPOCH = 2 ** 31 - 1;

/**
 * A fetch session with one broker (KIP-227): the broker remembers what is wanted and from where, is told of changes only, and answers with
 * those partitions only that have something to tell. Without it each fetch names, and each answer repeats, all partitions, however few have records.
 */
export class FetchSession {
  #id = 0;
  /** 0 begins anew: the broker forgets the session of this id, if any, and gives another one. */
  #epoch = 0;
  /** What the broker knows: the offset of each partition of each topic. */
  #told = new Map<string, Map<number, string>>();

  /** The next request, for all of `topics` and nothing else. Exactly one of `answered` and `failed` must follow before the next one. */
  next(topics: readonly FetchedTopic[]): SessionRequest {
    const before = this.#epoch === 0 ? new Map<string, Map<number, string>>() : this.#told;
    const place = { sessionId: this.#id, sessionEpoch: this.#epoch };
    this.#told = new Map(
      topics.map(({ topic, partitions }) => [topic, new Map(partitions.map((one) => [one.partition, one.fetchOffset]))]),
    );
    return { ...place, topics: changed(topics, before), forgottenTopics: missing(before, this.#told) };
  }

  answered({ sessionId, errorCode }: { sessionId: number; errorCode: number }): void {
    if (errorCode !== 0) return this.failed();
    // A broker that keeps no session for us (0) is asked for everything again.
    if (this.#epoch === 0) this.#id = sessionId;
    this.#epoch = this.#id === 0 ? 0 : (this.#epoch % LAST_EPOCH) + 1;
  }

  /** It is not known what the broker has heard: it is told everything again. */
  failed(): void {
    this.#epoch = 0;
  }
}

type Told = ReadonlyMap<string, ReadonlyMap<number, string>>;

function changed(topics: readonly FetchedTopic[], before: Told): FetchedTopic[] {
  const all = topics.map(({ topic, partitions }) => {
    const known = before.get(topic);
    return { topic, partitions: partitions.filter(({ partition, fetchOffset }) => known?.get(partition) !== fetchOffset) };
  });
  return all.filter(({ partitions }) => partitions.length > 0);
}

function missing(before: Told, now: Told): { topic: string; partitions: number[] }[] {
  const all = [...before].map(([topic, partitions]) => {
    const kept = now.get(topic);
    return { topic, partitions: [...partitions.keys()].filter((partition) => !kept?.has(partition)) };
  });
  return all.filter(({ partitions }) => partitions.length > 0);
}
