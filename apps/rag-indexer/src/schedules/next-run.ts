const MINUTE = 60;
const HOUR = 60 * MINUTE;

export interface LastRun {
  everySeconds: number;
  /** How long it went on. */
  tookSeconds: number;
  /** In a row, this one among them; 0: it went well. */
  failures: number;
}

/**
 * In how many seconds from its end the next run of a schedule is due. Runs are due so long after the last one *began*; one that took longer is
 * followed at once. After failures in a row the next comes in 1, 2, 4 … minutes, but never later than after an hour or the schedule's own time.
 */
export function nextRunIn({ everySeconds, tookSeconds, failures }: LastRun): number {
  if (failures === 0) return Math.max(0, everySeconds - tookSeconds);
  return Math.min(MINUTE * 2 ** (failures - 1), Math.max(everySeconds, HOUR));
}
