import { getHeapStatistics } from 'node:v8';

/**
 * Characters of events that one partition may hold while it is folded in memory, when so many are in work in this thread: together a third of
 * its heap, or most of it when no text of them is Latin.
 */
export const charactersInMemory = (partitions: number): number => Math.floor(getHeapStatistics().heap_size_limit / 3 / partitions);
