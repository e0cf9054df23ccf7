import type { Timer } from '@skein/contracts';
import type { StreamRef, ViewRows } from '@skein/postgres';

/** Of the stream, when its deadlines are looked at. */
export interface TimerOccasion {
  /** Of its last event, in ms since 1970. */
  time: number;
  /** A stored deadline may have fired without effect. */
  firedForNothing: boolean;
  /** More events are likely to come before what is stored now is due. */
  busy: boolean;
}

// A third of the default lease, after which workers extend theirs: what is over is then moved by the next event, and does not fire.
const SOON_MS = 10_000;

const keyOfTimer = ({ purpose, subject }: Pick<Timer, 'purpose' | 'subject'>) => `${purpose}/${subject}`;

/**
 * Adds to `rows` what the stored deadlines of a stream need, and answers what the store then holds. They need not be those of its state, as
 * long as the earliest of them is not later than the earliest that the state wants. What is early is left until it is due soon or has fired
 * for nothing, and so is what is over, in a stream that is busy: firing for nothing costs a record in the log, and a row less than that. A
 * stored one that the stream's last event came after may have fired: it stays only if the state still wants it.
 */
export function changeTimers(
  rows: Pick<ViewRows, 'timersCleared' | 'timersRemoved' | 'timers'>,
  { tenant, stream }: StreamRef,
  stored: ReadonlyMap<string, Timer> | undefined,
  wanted: readonly Timer[],
  { time, firedForNothing, busy }: TimerOccasion,
): ReadonlyMap<string, Timer> {
  if (stored?.size === 0 && wanted.length === 0) return stored;
  const known = firedForNothing ? undefined : stored;
  const soon = time + SOON_MS;
  if (known && busy && wanted.length > 0 && covers(known.values(), wanted, soon)) return known;
  if (!known) rows.timersCleared.push({ tenant, stream });
  const held = new Map<string, Timer>();
  for (const timer of wanted) {
    const before = known?.get(keyOfTimer(timer));
    const keeps = before && (isSame(before, timer) || (before.due > soon && before.due <= timer.due));
    held.set(keyOfTimer(timer), keeps ? before : timer);
    if (!keeps) rows.timers.push({ tenant, stream, ...timer });
  }
  for (const [key, { purpose, subject }] of known ?? []) {
    if (!held.has(key)) rows.timersRemoved.push({ tenant, stream, purpose, subject });
  }
  return held;
}

function covers(stored: Iterable<Timer>, wanted: readonly Timer[], soon: number): boolean {
  const first = earliest(stored);
  return first > soon && first <= earliest(wanted);
}

function earliest(timers: Iterable<Timer>): number {
  let first = Infinity;
  for (const { due } of timers) if (due < first) first = due;
  return first;
}

const isSame = (one: Timer, other: Timer): boolean => one.setBy === other.setBy && one.due === other.due;
