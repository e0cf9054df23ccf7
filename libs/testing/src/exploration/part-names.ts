import type { Command, DecidedIds, FoldedStream, OwnerState, StoreState } from '@skein/log';
import type { Asked, Owned, OwnerProcess, ProduceRequest, StoreInstance, StoredPartition } from './world.ts';
import type { OwnerInput } from '@skein/log';

/**
 * Texts that are equal when two parts of a world behave alike. What is only compared with something else in the same part
 * (incarnations, numbers of lookups) is left out or written as a difference.
 */
const shortened = new Map<string, number>();

/** Hashes, bytes and outcomes by number: short, and the same for the whole process. */
export function numberOf(text: string): number {
  const known = shortened.get(text);
  if (known !== undefined) return known;
  shortened.set(text, shortened.size);
  return shortened.size - 1;
}

const ofObject = new WeakMap<object, number>();

/** Of something that never changes. */
function contentOf(object: object): number {
  const known = ofObject.get(object);
  if (known !== undefined) return known;
  const number = numberOf(JSON.stringify(object));
  ofObject.set(object, number);
  return number;
}

const refOf = ({ ref, setAside }: Command) => (setAside ? `${ref}!` : `${ref}`);
const folded = (stream: FoldedStream | undefined) => (stream ? contentOf(stream) : '');
const head = (hash: string) => numberOf(hash);

const knownIds = ({ bound, recent, older }: DecidedIds) =>
  bound === undefined ? '' : [bound, ...[recent, older].map(({ bits, count, newest }) => `${bits.join('.')}:${count}:${newest}`)].join();

function ownerState(state: OwnerState): string {
  const { phase, unit, lookup, batch } = state;
  const streams = [...unit.streams].map(([key, one]) => `${numberOf(key)}:${folded(one.folded)}:${one.lastSeq}`);
  const results = unit.results.map((one) => `${one.lastSeq}:${one.results.map(contentOf).join()}`);
  const ready = state.ready.map(
    (one) => `${refOf(one.command)}:${one.at}:${one.stored ? contentOf(one.stored) : ''}:${folded(one.stream)}`,
  );
  const inBatch = batch && [
    batch.attempt,
    batch.records.map((one) => head(one.hash)),
    batch.commands.map((one) => refOf(one.command)),
    batch.repeats.map((one) => refOf(one.command)),
    [...batch.streams].map(([key, one]) => `${numberOf(key)}:${folded(one.folded)}`),
    batch.landedAt,
    batch.asked,
  ];
  return [
    phase,
    phase === 'awaiting-cursor' ? state.endOffset : '', // written before it is read in any other phase
    phase === 'asking-end' ? state.endAtLeast : '',
    state.cursorSeen,
    phase === 'ready' || phase === 'checking' ? `${head(unit.head)},${unit.seq},${unit.last},${unit.floor}` : '',
    streams,
    results,
    knownIds(unit.ids),
    state.waiting.map(refOf),
    lookup ? `${lookup.floor},${lookup.storedSeq},${lookup.commands.map(refOf)}` : '',
    ready,
    inBatch ?? '',
    state.unstored.map((one) => `${one.ref}:${contentOf(one.outcome)}`),
    state.storedSeq,
    state.groupLimit,
    state.parkedBecause ?? '',
  ].join(';');
}

function inputName(input: OwnerInput): string {
  switch (input.kind) {
    case 'appended':
      return `a${input.offset}`;
    case 'end-offset':
      return `e${input.offset}`;
    case 'looked-up':
      return `l${input.at},${input.results.map(contentOf).join()},${[...input.streams].map(([key, one]) => `${numberOf(key)}:${folded(one)}`).join()}`;
    case 'record-at':
      return `r${head(input.hash ?? '')},${contentOf(input.cursor)}`;
    case 'cursor':
      return `c${contentOf(input.cursor)}`;
    default:
      return input.kind;
  }
}

const askedName = (asked: Asked) =>
  asked.kind === 'look-up'
    ? `l${asked.commands.map((one) => numberOf(`${one.stream} ${one.id}`)).join()}/${asked.streams.map((one) => one.stream).join()}`
    : asked.kind;

function ownedName({ state, assigned, asked, mail, cursorRead, wantsCursor }: Owned): string {
  if (!assigned) return 'none'; // an assignment begins from empty, whatever was there before
  return `${ownerState(state)}|${asked.map(askedName).join()}|${mail.map(inputName).join('+')}|${cursorRead}|${wantsCursor}`;
}

/** Of a process, with what it has on its way: the number of a process means nothing to anybody else. */
export function ownerName({ units, lane, producer, sequences }: OwnerProcess): string {
  const queued = lane.map((one) => `${one.partition}:${one.alone}:${values(one.values)}:${heardBy(units, one)}`);
  return `${units.map(ownedName).join('‖')}#${queued.join()}#${producer ?? ''}#${sequences.join()}`;
}

const values = (all: readonly string[]) => all.map(numberOf).join('.');

/** Whether the unit that sent it still waits for it. */
const heardBy = (
  units: readonly Owned[],
  { partition, incarnation, attempt }: { partition: number; incarnation: number; attempt: number },
) => {
  const { state } = units[partition]!;
  return incarnation === state.incarnation && attempt === state.batch?.attempt ? attempt : 0;
};

export function requestName({ producer, parts, landed, awaited }: ProduceRequest, { units }: OwnerProcess): string {
  const of = parts.map((one) => `${one.partition}:${one.sequence}:${values(one.values)}:${awaited ? heardBy(units, one) : ''}`);
  return `${landed ? `l${awaited ? '' : '-'}` : producer}${awaited ? 'w' : ''}${of.join()}`;
}

export function storedName({ cursor, records, reached }: StoredPartition): string {
  return `${contentOf(cursor)};${records.map((one) => `${head(one.hash)}@${one.offset}`).join()};${reached}`;
}

function storeState({ phase, cursor, tip, pending, trailingVoids, group, parkAfter }: StoreState): string {
  const waiting = pending.map((one) => `${head(one.accepted.hash)}:${one.voidsBefore}`);
  const taken = group ? [contentOf(group.from), contentOf(group.to), group.records.map((one) => head(one.hash)), group.voids].join() : '';
  return [phase, contentOf(cursor), contentOf(tip), waiting, trailingVoids, taken, parkAfter?.code].join(';');
}

export const storeName = ({ units }: StoreInstance): string =>
  units
    .map(
      ({ state, position, asked }) =>
        `${storeState(state)}|${position}|${asked && asked.incarnation === state.incarnation ? asked.kind : ''}`,
    )
    .join('‖');
