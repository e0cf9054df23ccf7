import type { DecidedIds, OwnerState } from '@skein/log';

/** A copy that `stepOwner` may change: what it changes in place is copied, everything deeper is shared, and nothing that can be seen of it is ever changed. */
export function copyOwner(state: OwnerState): OwnerState {
  const { unit, batch, lookup } = state;
  return {
    ...state,
    unit: { ...unit, streams: new Map(unit.streams), results: unit.results.slice(), ids: copyIds(unit.ids) },
    waiting: state.waiting.slice(),
    lookup: lookup && { ...lookup, commands: lookup.commands.slice() },
    ready: state.ready.slice(),
    batch: batch && {
      ...batch,
      records: batch.records.slice(),
      commands: batch.commands.map((one) => ({ ...one })),
      streams: new Map(batch.streams),
      repeats: batch.repeats.slice(),
    },
    unstored: state.unstored.slice(),
  };
}

const copyFilter = (filter: DecidedIds['recent']) => ({ ...filter, bits: filter.bits.slice() });
const copyIds = ({ bound, recent, older }: DecidedIds): DecidedIds => ({ bound, recent: copyFilter(recent), older: copyFilter(older) });
