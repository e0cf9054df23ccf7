/**
 * What an owner knows of the command ids that its partition's history has. Ids that begin with their time (UUIDv7) come in the order of their
 * making, so one that is above all of history, and was not decided here since, is new: nobody need be asked. Nothing is believed of clocks: an
 * id from the future only raises the bound, and those below it are looked up. (docs/decisions/0029)
 */
export interface DecidedIds {
  /** No id of history that is not in `recent` or `older` is above it; `undefined` when that is not known. */
  bound: string | undefined;
  recent: IdFilter;
  older: IdFilter;
}

/** Says of an id that was added that it is in, and of others hardly ever. (Bloom filter: Bloom 1970.) No set, see docs/decisions/0028. */
interface IdFilter {
  bits: Uint32Array;
  count: number;
  newest: string;
}

// With 32 bits for each id, eight say of one in 170,000 wrongly that it is in.
const BITS_OF_ID = 8;
const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

const emptyFilter = (words: number): IdFilter => ({ bits: new Uint32Array(words), count: 0, newest: '' });

/** Of a history whose ids are none above `bound`. Remembers at least `capacity` ids, rounded up to a power of two. */
export function decidedIds(bound?: string, capacity = 1): DecidedIds {
  const words = 2 ** Math.ceil(Math.log2(capacity));
  return { bound, recent: emptyFilter(words), older: emptyFilter(words) };
}

/** Whether history cannot have it. False says nothing: it must be looked up. */
export function isNewId({ bound, recent, older }: DecidedIds, id: string): boolean {
  if (bound === undefined || id <= bound || !UUID_V7.test(id)) return false;
  const [first, step] = hashesOf(id);
  return !hasAll(recent, first, step) && !hasAll(older, first, step);
}

/** It may become history from here on. The older half is forgotten when the newer one is full, and raises the bound. */
export function noteDecided(ids: DecidedIds, id: string): void {
  if (ids.bound === undefined || id <= ids.bound || !UUID_V7.test(id)) return;
  if (ids.recent.count >= ids.recent.bits.length) {
    const { recent, older } = ids;
    if (older.newest > ids.bound) ids.bound = older.newest;
    Object.assign(ids, { recent: emptyFilter(older.bits.length), older: recent });
  }
  const { recent } = ids;
  const [first, step] = hashesOf(id);
  for (let n = 0; n < BITS_OF_ID; n++) {
    const bit = first + Math.imul(n, step);
    recent.bits[wordOf(recent, bit)]! |= 1 << bit;
  }
  recent.count += 1;
  if (id > recent.newest) recent.newest = id;
}

function hasAll(filter: IdFilter, first: number, step: number): boolean {
  for (let n = 0; n < BITS_OF_ID; n++) {
    const bit = first + Math.imul(n, step);
    if ((filter.bits[wordOf(filter, bit)]! & (1 << bit)) === 0) return false;
  }
  return true;
}

/** The lowest five bits of a hash name the bit in its word. */
const wordOf = ({ bits }: IdFilter, hash: number): number => (hash >>> 5) & (bits.length - 1);

/** Two hashes stand for any number of them. (Kirsch and Mitzenmacher 2006; each is FNV-1a, the second from another start.) */
function hashesOf(id: string): [number, number] {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let n = 0; n < id.length; n++) {
    const code = id.charCodeAt(n);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x01000193);
  }
  return [a, b | 1];
}
