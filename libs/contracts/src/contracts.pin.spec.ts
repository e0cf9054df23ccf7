import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as contracts from './index.ts';

const file = new URL('../pins/contracts.json', import.meta.url);

interface Definition {
  wireType: string;
  schema: z.ZodType;
  answers?: readonly string[];
}

const byName = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));

const pinned = (definitions: ReadonlyMap<string, Definition>, io: 'input' | 'output') =>
  byName(
    [...definitions].map(([type, { wireType, schema, answers }]) => [type, { wireType, answers, schema: z.toJSONSchema(schema, { io }) }]),
  );

const record = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' });

/** Requests and answers over HTTP: every schema that the contracts export beside the definitions. */
const httpShapes = () =>
  byName(
    Object.entries(contracts).flatMap(([name, value]) =>
      value instanceof z.ZodObject ? [[name, z.toJSONSchema(value, { io: 'input', unrepresentable: 'any' })] as const] : [],
    ),
  );

/** Everything that programs outside this repository may rely on. */
function whatOutsidersSee() {
  const topics = contracts.categories.map((category) => ({
    commands: contracts.commandsTopic(category),
    events: contracts.eventsTopic(category),
    deadLetters: contracts.deadLetterTopic(category),
  }));
  const settings = { commands: contracts.commandsTopicSettings, events: contracts.eventsTopicSettings };
  return {
    topics,
    settings,
    problems: byName(Object.entries(contracts.problemKinds).map(([code, { status, retriable = false }]) => [code, { status, retriable }])),
    records: {
      command: record(contracts.CommandRecord),
      event: record(contracts.EventRecord),
      outcome: record(contracts.OutcomeRecord),
      outcomeType: contracts.OUTCOME_TYPE,
    },
    commands: pinned(contracts.commandDefinitions, 'input'),
    events: pinned(contracts.eventDefinitions, 'output'),
    http: httpShapes(),
  };
}

/**
 * What is pinned may be added to; what is there already is relied upon, and stored events are never edited. After a change that
 * is meant, run this file with `SKEIN_UPDATE_PINS=1` and review the difference in `pins/contracts.json` as what it is: a change for others.
 */
describe('what outsiders see', () => {
  const seen: unknown = JSON.parse(JSON.stringify(whatOutsidersSee()));
  if (process.env['SKEIN_UPDATE_PINS'] === '1') writeFileSync(file, `${JSON.stringify(seen, null, 2)}\n`);
  const pins = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

  it.each(['topics', 'settings', 'problems', 'records', 'commands', 'events', 'http'])('is as it was pinned: %s', (part) =>
    expect((seen as Record<string, unknown>)[part]).toEqual(pins[part]),
  );
});
