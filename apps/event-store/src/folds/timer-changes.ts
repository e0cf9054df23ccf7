import type { Timer } from '@skein/contracts';
import type { StreamRef, ViewRows } from '@skein/postgres';

const keyOfTimer = ({ purpose, subject }: Pick<Timer, 'purpose' | 'subject'>) => `${purpose}/${subject}`;

/**
 * Adds to `rows` what makes the stored deadlines of a stream those of its state, and answers what the store then holds. The deadline of a
 * whole workflow slides with every event: a stored one that is too early is left until it has fired for nothing (`refresh`).
 */
export function changeTimers(
  rows: Pick<ViewRows, 'timersCleared' | 'timersRemoved' | 'timers'>,
  { tenant, stream }: StreamRef,
  stored: ReadonlyMap<string, Timer> | undefined,
  wanted: readonly Timer[],
  refresh: boolean,
): ReadonlyMap<string, Timer> {
  if (stored?.size === 0 && wanted.length === 0) return stored;
  if (!stored) rows.timersCleared.push({ tenant, stream });
  const held = new Map<string, Timer>();
  for (const timer of wanted) {
    const before = stored?.get(keyOfTimer(timer));
    const keeps = before && (isSame(before, timer) || (timer.purpose === 'workflow-ttl' && !refresh && before.due <= timer.due));
    held.set(keyOfTimer(timer), keeps ? before : timer);
    if (!keeps) rows.timers.push({ tenant, stream, ...timer });
  }
  for (const [key, { purpose, subject }] of stored ?? []) {
    if (!held.has(key)) rows.timersRemoved.push({ tenant, stream, purpose, subject });
  }
  return held;
}

const isSame = (one: Timer, other: Timer): boolean => one.setBy === other.setBy && one.due === other.due;
