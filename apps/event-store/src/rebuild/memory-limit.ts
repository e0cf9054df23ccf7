import { getHeapStatistics } from 'node:v8';

/**
 * Characters of events that one partition may hold while it is folded in memory. Two of them are in work in a thread, one folded and one
 * written, and together take a third of its heap, or half when their text is not Latin.
 */
export const charactersInMemory = (): number => Math.floor(getHeapStatistics().heap_size_limit / 6);
