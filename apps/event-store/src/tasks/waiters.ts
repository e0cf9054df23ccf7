import type { TaskOffer } from '@skein/contracts';
import type { Ask, OfferedStep, Wanted } from './tasks.repository.ts';

/** A poller that has no answer yet. */
export interface Waiter {
  wanted: Wanted;
  /** Else it wants to know what there is now. */
  waits: boolean;
  /** There was nothing for it so far. */
  asked: boolean;
  /** It has got its answer, or has given up. */
  over: boolean;
  answer(offers: TaskOffer[]): void;
  fail(error: Error): void;
}

/** An ask, and who stands behind it. */
export interface WaitersAsk extends Ask {
  waiters: Waiter[];
}

/** What these want, in their order: those who stand together and want the same ask together. */
export function asksOf(waiters: readonly Waiter[]): WaitersAsk[] {
  const kinds = new Map<string, number>();
  const asks: WaitersAsk[] = [];
  for (const waiter of waiters) {
    const { tenant, subject, capabilities, workflow, max, offerMs } = waiter.wanted;
    const same = JSON.stringify([tenant, subject, capabilities, workflow]);
    const kind = kinds.get(same) ?? kinds.size + 1;
    kinds.set(same, kind);
    const last = asks.at(-1);
    if (last?.kind === kind && last.offerMs === offerMs) {
      last.max += max;
      last.waiters.push(waiter);
    } else asks.push({ ...waiter.wanted, kind, waiters: [waiter] });
  }
  return asks;
}

/** Steps that are one poller's. */
export interface Share {
  waiter: Waiter;
  steps: OfferedStep[];
}

/** Gives each its part of what was found for its ask, by tenant; `left` is what nobody waits for any more. */
export function shareOut(
  asks: readonly WaitersAsk[],
  found: readonly OfferedStep[][],
): { shares: Map<string, Share[]>; left: OfferedStep[] } {
  const shares = new Map<string, Share[]>();
  const left: OfferedStep[] = [];
  for (const [index, { tenant, waiters }] of asks.entries()) {
    const steps = [...found[index]!];
    for (const waiter of waiters) {
      if (steps.length === 0) break;
      if (waiter.over) continue;
      const own = { waiter, steps: steps.splice(0, waiter.wanted.max) };
      shares.set(tenant, [...(shares.get(tenant) ?? []), own]);
    }
    left.push(...steps);
  }
  return { shares, left };
}
