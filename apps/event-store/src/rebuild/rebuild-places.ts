import type { Database, MadeRows, PartitionRef } from '@skein/postgres';
import { inTurn } from './in-turn.ts';
import { charactersInMemory } from './memory-limit.ts';
import { rebuildPartition } from './rebuild-partition.ts';

/** Partitions at the same time in one thread: one is folded while the rows of the other are written. */
export const SIDE_BY_SIDE = 2;

/** One thread alone keeps a core busy, and Postgres with what it is asked for another one. */
export const MOST_THREADS = 2;

/** What the threads of a rebuild share. */
export interface SharedWork {
  what: readonly MadeRows[];
  places: readonly PartitionRef[];
  /** How many of the places somebody has begun with: one Int32. */
  begun: SharedArrayBuffer;
}

/** Rows that were made of so many events. */
export interface Made {
  events: number;
  rows: number;
}

/** Makes the rows of places that nobody has begun with, until there are none, or until one of them has failed. */
export async function rebuildPlaces(database: Database, { what, places, begun }: SharedWork, tell: (made: Made) => void): Promise<void> {
  const next = new Int32Array(begun);
  const inWork = Math.min(SIDE_BY_SIDE, Math.ceil(places.length / MOST_THREADS));
  const limits = { characters: charactersInMemory(inWork), inTurn: inTurn() };
  const work = async () => {
    for (let place = places[Atomics.add(next, 0, 1)]; place; place = places[Atomics.add(next, 0, 1)]) {
      await rebuildPartition(database, place, what, { limits, tell });
    }
  };
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  } catch (error) {
    Atomics.store(next, 0, places.length);
    throw error;
  }
}
