import type { Escalation } from '@skein/contracts';

/** Whether people have time before the escalation and after it. */
export function fitsBetween(now: number, { at, expiresAt: newEnd }: Escalation, end: string | undefined): boolean {
  const time = Date.parse(at);
  if (time <= now) return false;
  return [end, newEnd].every((deadline) => deadline === undefined || Date.parse(deadline) > time);
}
