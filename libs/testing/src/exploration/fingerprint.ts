import { numberOf, ownerName, requestName, storedName, storeName } from './part-names.ts';
import type { Database, OwnerProcess, World } from './world.ts';

const known = new WeakMap<object, number>();

function numberOfPart<T extends object>(part: T, name: (part: T) => string): number {
  const found = known.get(part);
  if (found !== undefined) return found;
  const number = numberOf(name(part));
  known.set(part, number);
  return number;
}

const databaseName = ({ partitions, before }: Database): string =>
  `${partitions.map((one) => numberOfPart(one, storedName)).join()}<${before ? numberOfPart(before, databaseName) : ''}`;

/**
 * Numbers that are the same for two worlds that behave alike. Owners are interchangeable, and so are instances of the store: each is
 * written with everything of its own, and they are put into order.
 */
export function wordsOf(world: World): number[] {
  const { logs, formerly, requests, remembered, database, owners, stores, given, waitingAt, left } = world;
  const ownersWithTheirs = owners.map((process, who) => ownerWords(world, process, who)).sort();
  return [
    ...logs.map(({ id }) => id),
    -1,
    ...formerly.map(({ id }) => id),
    -2,
    ...ownersWithTheirs.map(numberOf),
    ...stores.map((one) => numberOfPart(one, storeName)).sort((a, b) => a - b),
    numberOfPart(database, databaseName),
    given,
    numberOfPart(left, (one) => Object.values(one).join()),
    requests.length + waitingAt.length * 1000,
    ...remembered
      .map((one) => numberOfPart(one, (it) => `${it.producer},${it.partition},${it.sequence},${it.offset}`))
      .sort((a, b) => a - b),
  ];
}

function ownerWords({ requests, waitingAt }: World, process: OwnerProcess, who: number): string {
  const own = requests.flatMap((one) => (one.owner === who ? [requestName(one, process)] : []));
  const open = waitingAt.flatMap((at, ref) => (at === process.name ? [ref] : []));
  return `${numberOfPart(process, ownerName)}&${own.sort().join('&')}&${open.join()}`;
}

/** 64 bits of a world, as two whole numbers of 32. */
export function fingerprint(world: World, into: Uint32Array): void {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (const word of wordsOf(world)) {
    a = Math.imul(a ^ word, 0xcc9e2d51);
    a ^= a >>> 15;
    b = Math.imul(b ^ (word + 0x7f4a7c15), 0x1b873593);
    b = (b << 13) | (b >>> 19);
    b = (b + a) | 0;
  }
  into[0] = mixed(a ^ (b >>> 7));
  into[1] = mixed(b ^ Math.imul(a, 0x27d4eb2f));
}

function mixed(word: number): number {
  let w = word ^ (word >>> 16);
  w = Math.imul(w, 0x85ebca6b);
  w ^= w >>> 13;
  w = Math.imul(w, 0xc2b2ae35);
  return (w ^ (w >>> 16)) >>> 0;
}
