import { type Category, parsePosition } from '@skein/contracts';
import { emptyHead } from '@skein/log';

/** How far a subscriber has come in one partition. Plain JSON: store it in the transaction of the effect, and begin there again. */
export interface SubscriberPosition {
  category: Category;
  partition: number;
  /** Of the last accepted record that was handled; 0 = none. */
  seq: number;
  /** Its hash: what the next record must follow. */
  head: string;
  /** The Kafka offset after it. */
  nextOffset: number;
}

/** Before the first record of a partition. */
export const startOf = (category: Category, partition: number): SubscriberPosition => ({
  category,
  partition,
  ...emptyHead(),
  nextOffset: 0,
});

export const samePlace = (a: SubscriberPosition, b: SubscriberPosition): boolean => a.seq === b.seq && a.head === b.head;

/** Whether a position has reached what a token (`workflow:3:42`) names; another partition's token is never reached. */
export function hasReached(position: SubscriberPosition, token: string): boolean {
  const { category, partition, seq } = parsePosition(token);
  return position.category === category && position.partition === partition && position.seq >= seq;
}
