import type { AcceptedRecord, Cursor, OwnerEffect, OwnerInput, OwnerState, StoreEffect, StoreState } from '@skein/log';
import type { LogNode, LogNodes } from './log-node.ts';
import type { Fault, Scenario } from './scenario.ts';

/**
 * Everything at one moment. Nothing of it is ever changed: a step makes a new world that shares all that it did not touch, so that
 * worlds are cheap to keep, and their parts are compared by identity.
 */
export interface World {
  readonly scenario: Scenario;
  readonly nodes: LogNodes;
  /** The end of each partition of the events topic. */
  logs: readonly LogNode[];
  /** Ends that were cut off. */
  formerly: readonly LogNode[];
  requests: readonly ProduceRequest[];
  /** The batch that the broker remembers of every producer and partition. */
  remembered: readonly Remembered[];
  database: Database;
  owners: readonly OwnerProcess[];
  stores: readonly StoreInstance[];
  /** How many calls were given, and with whom each of them is waiting; an empty text for those that are over. */
  given: number;
  waitingAt: readonly string[];
  left: Readonly<Record<Fault | 'most', number>>;
}

export interface ProduceRequest {
  readonly owner: number;
  readonly producer: number;
  readonly parts: readonly Part[];
  readonly landed: boolean;
  /** Its producer still waits for the answer. */
  readonly awaited: boolean;
}

/** The batch of one partition in a request. */
export interface Part {
  readonly partition: number;
  readonly incarnation: number;
  readonly attempt: number;
  readonly alone: boolean;
  readonly sequence: number;
  readonly values: readonly string[];
}

export interface Remembered {
  readonly producer: number;
  readonly partition: number;
  readonly sequence: number;
  readonly offset: number;
}

/** What is stored of one partition. */
export interface StoredPartition {
  readonly cursor: Cursor;
  readonly records: readonly AcceptedRecord[];
  /** The highest seq it ever had. */
  readonly reached: number;
}

export interface Database {
  readonly partitions: readonly StoredPartition[];
  /** As it was before its last transaction; kept for as long as it can be lost. */
  readonly before: Database | undefined;
}

export interface OwnerProcess {
  readonly name: string;
  readonly units: Owned[];
  /** Appends that wait for the one in flight. */
  lane: readonly Part[];
  producer: number | undefined;
  /** The next sequence number of each partition at this producer. */
  sequences: readonly number[];
}

export interface Owned {
  state: OwnerState;
  assigned: boolean;
  /** What was asked and not looked at yet. */
  asked: Asked[];
  mail: OwnerInput[];
  /** Where the cursor was when it was last read, and whether another reading was asked for. */
  cursorRead: number;
  wantsCursor: boolean;
}

export type Asked = Extract<OwnerEffect, { kind: 'ask-end-offset' | 'look-up' | 'read-record' }>;

export interface StoreInstance {
  readonly name: string;
  readonly units: StoreUnit[];
}

export interface StoreUnit {
  state: StoreState;
  position: number;
  asked: Extract<StoreEffect, { kind: 'read-cursor' | 'commit' }> | undefined;
}

/** One thing that may happen next. */
export interface Step {
  fault?: Fault | undefined;
  /** A caller gives a command. */
  calls?: boolean;
  /** For people, in words that stay the same when other steps are left out. */
  story: () => string;
  /** The world after it; throws a {@link Violation} when a promise is broken by it. */
  next: () => World;
}

/** A promise is broken. */
export class Violation extends Error {}

/** The same world, to be changed at its top by the step that makes it. */
export const draftOf = (world: World): World => ({ ...world });

export const replaced = <T>(list: readonly T[], index: number, value: T): T[] => {
  const copy = list.slice();
  copy[index] = value;
  return copy;
};
