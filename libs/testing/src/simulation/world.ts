import type { Outcome, OwnerEffect, OwnerInput, OwnerState, StoreEffect, StoreInput, StoreState } from '@skein/log';
import type { Audit } from './audit.ts';
import type { SimulatedDatabase } from './database.ts';
import type { GivenCommand } from './given-command.ts';
import type { ProduceRequest } from './partition.ts';

/** One partition with everybody who works on it. Plain data: may be copied with `structuredClone`, compared, and explored. */
export interface World {
  /** Milliseconds; every step takes one. */
  now: number;
  /** The events partition: the index is the offset. */
  log: string[];
  /** The batch that the broker remembers of every producer. */
  remembered: Map<string, { sequence: number; offset: number }>;
  requests: ProduceRequest[];
  /** How often the broker has said no for good. */
  refusals: number;
  database: SimulatedDatabase;
  stores: StoreNode[];
  owners: OwnerNode[];
  /** What callers may give, and the commands topic, whose index is the offset. */
  script: readonly GivenCommand[];
  topic: GivenCommand[];
  committed: number;
  audit: Audit;
}

/** A command that an owner has taken in, from a caller or from the commands topic. */
export interface Taken {
  given: GivenCommand;
  offset?: number;
  answer: 'open' | 'lost' | 'handed-over' | 'refused' | Outcome;
  settled: boolean;
}

export interface OwnerNode {
  name: string;
  state: OwnerState;
  assigned: boolean;
  frozen: boolean;
  producer: { name: string; sequence: number } | undefined;
  /** What was asked of the world and not looked at yet, and answers on their way. They may overtake each other. */
  asked: { name: string; effect: Extract<OwnerEffect, { kind: 'ask-end-offset' | 'look-up' | 'read-record' }> }[];
  mail: { name: string; input: OwnerInput }[];
  /** Where the cursor was when it was last read, and whether another reading was asked for. */
  cursorRead: number;
  wantsCursor: boolean;
  /** The next offset of the commands topic to read. */
  position: number;
  /** By ref; those of earlier lives of this node too. */
  taken: Taken[];
  /** Refs below this one belong to an earlier life or assignment. */
  firstRef: number;
  counters: Record<string, number>;
}

export interface StoreNode {
  name: string;
  state: StoreState;
  position: number;
  asked: { name: string; effect: Extract<StoreEffect, { kind: 'read-cursor' | 'commit' }> }[];
  mail: { name: string; input: StoreInput }[];
  counters: Record<string, number>;
}

/** What may happen next. The story names it: the same stories from the same start make the same world. */
export interface Step {
  kind: string;
  story: string;
  run: () => void;
}

/** Names things one after the other, each kind by itself, so that a story stays the same when others are left out of it. */
export function named(node: { name: string; counters: Record<string, number> }, kind: string): string {
  node.counters[kind] = (node.counters[kind] ?? 0) + 1;
  return `${kind} ${node.name}${node.counters[kind]}`;
}

export class Violation extends Error {}
