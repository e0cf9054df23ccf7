import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { categories, eventDefinitions, type Category, type Fact, type StreamDecider } from '@skein/contracts';
import { NOON, corpus } from '@skein/testing/kit';
import { deciderOf } from './decider-of.ts';

/** One hash per history of the corpus. */
type Pin = { reducerVersion: number; histories: string[] };

const file = new URL('../pins/reducers.json', import.meta.url);
const pins = JSON.parse(readFileSync(file, 'utf8')) as Record<Category, Pin>;

const pinOf = (category: Category): Pin => ({
  reducerVersion: deciderOf(category).reducerVersion,
  histories: corpus[category].map((history) => hashOf(deciderOf(category), history)),
});

/** Every state on the way counts, not only the last: snapshots are taken anywhere. */
function hashOf(decider: StreamDecider, history: readonly Fact[]): string {
  const hash = createHash('sha256');
  let state = decider.initialState();
  history.forEach((event, index) => {
    state = decider.evolve(state, event, { version: index + 1, time: NOON + index * 1_000, actor: 'ann' });
    hash.update(`${sorted(state)}\n`);
  });
  return hash.digest('hex');
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted()) : inner,
  );

/** `SKEIN_UPDATE_PINS=1` adds the hashes of new histories; it changes those of known ones only when the version was raised. */
function update(category: Category, found: Pin): void {
  const { reducerVersion, histories } = pins[category];
  const raised = found.reducerVersion > reducerVersion;
  if (!raised && histories.some((hash, index) => hash !== found.histories[index])) return;
  pins[category] = found;
  writeFileSync(file, `${JSON.stringify(pins, null, 2)}\n`);
}

describe('stored states', () => {
  it.each(categories)('of %s streams change only together with the reducer version', (category) => {
    const found = pinOf(category);
    if (process.env['SKEIN_UPDATE_PINS'] === '1') update(category, found);
    // Other states from the same events? Raise `reducerVersion` of this decider, then run this file with SKEIN_UPDATE_PINS=1.
    expect(found).toEqual(pins[category]);
  });

  it('are pinned for every event there is', () => {
    const folded = new Set(Object.values(corpus).flatMap((histories) => histories.flat().map(({ type }) => type)));
    expect([...folded].toSorted()).toEqual([...eventDefinitions.keys()].toSorted());
  });

  it('come from events that fit their schemas', () => {
    for (const { type, data } of Object.values(corpus).flat(2)) expect(eventDefinitions.get(type)!.schema.parse(data)).toEqual(data);
  });
});
