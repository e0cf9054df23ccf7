export interface ChaosProgress {
  /** Until no more faults are done, in ms. */
  leftMs: number;
  faults: number;
  planned: number;
  sent: number;
  /** Commands sent in the last second or so. */
  perSecond: number;
  answers: ReadonlyMap<string, number>;
}

/** One line that says how far a run is. */
export function progressLine({ leftMs, faults, planned, perSecond, sent, answers }: ChaosProgress): string {
  const seconds = Math.max(0, Math.round(leftMs / 1000));
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  const kinds = [...answers].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
  return [left, `${faults} of ${planned} faults`, `${sent} commands, ${Math.round(perSecond)}/s`, ...kinds].join(' · ');
}
