import type { ProblemCode } from '@skein/contracts';
import { accept } from '../record/acceptance.ts';
import type { FetchedValue, StoreEffect, StoreInput } from './store.inputs.ts';
import type { Cursor, StoreGroup, StoreState } from './store.state.ts';

/**
 * One step of the store of one partition (docs/architecture.md, "The event store"). Pure and synchronous, as {@link stepOwner} is:
 * the state given is changed in place.
 */
export function stepStore(state: StoreState, input: StoreInput): { state: StoreState; effects: StoreEffect[] } {
  const effects = 'incarnation' in input && input.incarnation !== state.incarnation ? [] : handle(state, input);
  if (state.phase === 'ready' && !state.group) effects.push(...nextGroup(state));
  return { state, effects };
}

function handle(state: StoreState, input: StoreInput): StoreEffect[] {
  switch (input.kind) {
    case 'assigned':
      return startAgain(state);
    case 'cursor':
      return onCursor(state, input);
    case 'fetched':
      if (state.phase === 'ready') for (const record of input.records) take(state, record);
      return [];
    case 'committed':
      state.cursor = state.group!.to;
      state.group = undefined;
      return [{ kind: 'moved', cursor: state.cursor }];
    case 'lost':
      return startAgain(state);
    case 'failed':
      return [{ kind: 'retry-later', incarnation: state.incarnation, group: state.group! }];
    case 'broken':
      return park(state, input.code, input.detail);
    case 'revoked':
      startAgain(state);
      return [{ kind: 'drop-folds' }];
  }
}

function startAgain(state: StoreState): StoreEffect[] {
  state.incarnation += 1;
  state.phase = 'syncing';
  state.pending = [];
  state.trailingVoids = 0;
  state.group = undefined;
  state.parkAfter = undefined;
  state.parkedBecause = undefined;
  return [{ kind: 'drop-folds' }, { kind: 'read-cursor', incarnation: state.incarnation }];
}

/** The topic must be the one that the cursor was read from: longer, not trimmed past it, with the same record at the head. */
function onCursor(state: StoreState, { cursor, ends, headRecordHash }: Extract<StoreInput, { kind: 'cursor' }>): StoreEffect[] {
  if (state.phase !== 'syncing') return [];
  if (ends.highWatermark < cursor.nextOffset) {
    return park(state, 'log.truncated', `the topic ends at offset ${ends.highWatermark}, the store has read up to ${cursor.nextOffset}`);
  }
  if (ends.logStart > cursor.nextOffset) {
    return park(state, 'log.truncated', `the topic starts at offset ${ends.logStart}, the store has read up to ${cursor.nextOffset} only`);
  }
  if (headRecordHash !== undefined && headRecordHash !== cursor.head) {
    return park(state, 'log.foreign-topic', `the record at offset ${cursor.headOffset} is not the one that the store has as its last`);
  }
  state.cursor = { ...cursor };
  state.tip = { ...cursor };
  state.phase = 'ready';
  return [{ kind: 'seek', offset: cursor.nextOffset }];
}

function take(state: StoreState, { offset, value, bytes }: FetchedValue): void {
  if (state.parkAfter || offset < state.tip.nextOffset) return;
  if (offset > state.tip.nextOffset) {
    state.parkAfter = { code: 'log.truncated', detail: `offset ${state.tip.nextOffset} was expected, and ${offset} came` };
    return;
  }
  const acceptance = accept(state.tip, value, state.partition, bytes);
  if (acceptance.kind === 'parked') {
    state.parkAfter = { code: acceptance.code, detail: acceptance.detail };
  } else if (acceptance.kind === 'void') {
    state.tip = { ...state.tip, nextOffset: offset + 1 };
    state.trailingVoids += 1;
  } else {
    state.tip = { ...acceptance.next, nextOffset: offset + 1, headOffset: offset };
    const accepted = { record: acceptance.record, value: bytes ?? value!, hash: acceptance.next.head, offset };
    state.pending.push({ accepted, after: state.tip, voidsBefore: state.trailingVoids });
    state.trailingVoids = 0;
  }
}

/** Whole commands, up to the limit; voids in front of them come along, and alone when nothing else is left. */
function nextGroup(state: StoreState): StoreEffect[] {
  let end = 0;
  for (let i = 0; i < state.pending.length && (end === 0 || i < state.groupLimit); i++) {
    if (state.pending[i]!.accepted.record.last) end = i + 1;
  }
  const taken = state.pending.splice(0, end);
  const onlyVoids = state.pending.length === 0 && state.trailingVoids > 0;
  if (taken.length === 0 && !onlyVoids) return state.parkAfter ? park(state, state.parkAfter.code, state.parkAfter.detail) : [];
  let voids = taken.reduce((sum, one) => sum + one.voidsBefore, 0);
  let to: Cursor = taken.at(-1)?.after ?? state.tip;
  if (onlyVoids) {
    voids += state.trailingVoids;
    state.trailingVoids = 0;
    to = state.tip;
  }
  const group: StoreGroup = { from: state.cursor, to, records: taken.map((one) => one.accepted), voids };
  state.group = group;
  return [{ kind: 'commit', incarnation: state.incarnation, group }];
}

function park(state: StoreState, code: ProblemCode, detail: string): StoreEffect[] {
  state.incarnation += 1;
  state.phase = 'parked';
  state.group = undefined;
  state.parkedBecause = { code, detail };
  return [{ kind: 'park', code, detail }];
}

/** Records taken in and not committed; what a fetcher bounds. */
export const storeBacklog = (state: StoreState): number => state.pending.length + (state.group?.records.length ?? 0);
