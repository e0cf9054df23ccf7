import type { Timer } from '@skein/contracts';
import type { StreamRef, TimerRow } from '@skein/postgres';

/** The deadlines of one stream. */
export interface StreamTimers extends StreamRef {
  partition: number;
  /** Of its last event, as `time`, which is in ms since 1970. */
  seq: number;
  time: number;
  stored: readonly (TimerRow & { partition: number })[];
  /** What its state wants. */
  wanted: readonly TimerRow[];
}

/** A deadline that is missing, or a stored one that should not be there. */
export interface WrongTimer {
  timer: Timer;
  detail: string;
}

/**
 * What is wrong with stored deadlines: they need not be those that are wanted, but one of them must be due before or with the earliest
 * wanted one. Those that the last event came after may have fired already: only those that are still wanted may be there.
 */
export function wrongTimers({ partition, time, stored, wanted }: StreamTimers): WrongTimer[] {
  const isWanted = (timer: Timer) => wanted.some((one) => isSame(one, timer));
  const wrong: WrongTimer[] = [];
  for (const timer of stored) {
    if (timer.partition !== partition) wrong.push({ timer, detail: 'does not say what its events do: partition' });
    else if (wanted.length === 0 || (timer.due <= time && !isWanted(timer)))
      wrong.push({ timer, detail: 'has no event that would make it' });
  }
  const first = wanted.toSorted((one, other) => one.due - other.due)[0];
  const covered = !first || stored.some((timer) => isSame(timer, first) || (timer.due > time && timer.due <= first.due));
  return covered ? wrong : [...wrong, { timer: first, detail: 'is missing, and no earlier one is there' }];
}

const isSame = (one: Timer, other: Timer): boolean =>
  one.purpose === other.purpose && one.subject === other.subject && one.setBy === other.setBy && one.due === other.due;
