import type { OwnerLimits } from '@skein/log';
import type { GivenCommand } from '../simulation/given-command.ts';

/** What may go wrong. A frozen or slow process needs no fault of its own: it is one whose steps are not taken for a while. */
export const faults = [
  'crash',
  /** Another process is given the partition; the one before may not know it yet. */
  'move',
  'lose',
  'lose-answer',
  /** Given up while it is on its way; it lands later, or never. */
  'late',
  'repeat',
  'refuse',
  /** A partition is missing from a good answer, whether its batch was appended or not. */
  'missing',
  /** What was read from the store or from Kafka is on its way for a while. */
  'slow',
  'lookup-fails',
  'store-fails',
  /** Committed, and the answer is a failure. */
  'store-unsure',
  'store-restart',
  /** The database loses its last transaction. */
  'restore',
  /** The topic loses its last record. */
  'truncate',
] as const;
export type Fault = (typeof faults)[number];
export type Budget = Readonly<Partial<Record<Fault, number>>>;

export interface Call {
  given: GivenCommand;
  wait: 'logged' | 'stored';
}

/** A bound within which every interleaving is explored. */
export interface Scenario {
  name: string;
  owners: number;
  stores: number;
  /** The partition of each stream; all partitions of a process share its producer. */
  places: Readonly<Record<string, number>>;
  /** Given in this order, each to any owner, at any time. */
  calls: readonly Call[];
  /** How often each fault may happen, and how many faults there may be in all. */
  faults: Budget;
  most: number;
  /** `stands`: whoever decides the same on the same history makes the same bytes. `moves`: no two decisions ever do. */
  clock: 'stands' | 'moves';
  limits: OwnerLimits;
  /** Records of one commit; a record more than one command has, at least, to make groups of several. */
  storeGroup: number;
  /** Records in one answer of Kafka. */
  fetch: number;
  /** Records in a partition, at most. */
  longest: number;
}

const small: OwnerLimits = { group: 2, bytes: 10_000, lookup: 2, unstored: 5, streams: 1, ids: 1, attempts: 2 };

/** Fills in what a scenario leaves out. */
export function scenario(
  given: Pick<Scenario, 'name' | 'calls' | 'faults'> & Partial<Omit<Scenario, 'limits'>> & { limits?: Partial<OwnerLimits> },
): Scenario {
  const size = { owners: 2, stores: 1, places: { s1: 0, s2: 0 }, storeGroup: 3, fetch: 4, longest: 8 };
  const most = Object.values(given.faults).reduce((sum, times) => sum + times, 0);
  return { ...size, clock: 'moves', most, ...given, limits: { ...small, ...given.limits } };
}

export const partitionsOf = ({ places }: Scenario): number => Math.max(...Object.values(places)) + 1;
export const placeOf = ({ places }: Scenario, { stream = 's1' }: GivenCommand): number => places[stream] ?? 0;
