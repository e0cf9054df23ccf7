import { SkeinError, type Category } from '@skein/contracts';
import { notify } from '../listen/listener.ts';
import type { Queryable } from '../database/queryable.ts';
import type { PartitionRef } from './partition-ref.ts';

/** Postgres tells here what operators want of all replicas; see {@link ReplicaCall}. */
export const operatorsChannel = 'skein_operators';

/**
 * - `restart`: whoever has the partition (any, without one named) begins with it anew, from what is stored. Safe at any time.
 * - `holds`: the list of partitions that are parked on purpose has changed.
 * - `tell`: say on the channel `to` how each partition here stands, as {@link PartitionStatus}es in arrays.
 */
export type ReplicaCall = { do: 'restart'; category?: Category; partition?: number } | { do: 'holds' } | { do: 'tell'; to: string };

/** How a partition stands in the replica that has it. */
export interface PartitionStatus extends PartitionRef {
  /** `owner`: decides its commands; `store`: writes its history. */
  part: 'owner' | 'store';
  /** Host and process. */
  replica: string;
  /** `parked`: nobody goes on by itself; `held`: on purpose. */
  phase: string;
  parkedBecause?: string | undefined;
  /** Of an owner: why it reads no commands from Kafka, while it decides what comes by HTTP. */
  unreadBecause?: string | undefined;
  /** Of the last record that is known here. */
  seq: number;
  /** What waits here: commands at an owner, records at a store. */
  waiting: number;
}

/** Tells every replica. */
export const callReplicas = (on: Queryable, call: ReplicaCall): Promise<void> => notify(on, operatorsChannel, JSON.stringify(call));

/** Throws `request.invalid` on what `callReplicas` does not send. */
export function parseReplicaCall(payload: string): ReplicaCall {
  try {
    const call = JSON.parse(payload) as ReplicaCall;
    if (['restart', 'holds', 'tell'].includes(call.do)) return call;
  } catch {
    // said below
  }
  throw new SkeinError('request.invalid', `"${payload.slice(0, 100)}" on ${operatorsChannel} is no call. Use "skein log".`);
}
