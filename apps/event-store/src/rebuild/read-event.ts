import type { EventRecord } from '@skein/contracts';

/** What a fold needs of an event, and what says where it stands. */
export type FoldedEvent = Pick<EventRecord, 'tenant' | 'subject' | 'type' | 'time' | 'seq' | 'version' | 'last' | 'actor' | 'data'>;

const wanted = ['tenant', 'subject', 'type', 'time', 'seq', 'version', 'last', 'actor'] as const;
type Wanted = (typeof wanted)[number];

interface Envelope {
  pattern: RegExp;
  /** The group of the pattern that holds a field. */
  at: Record<Wanted, number>;
}

function envelopeOf(keys: readonly string[]): Envelope {
  const found = keys.filter((key) => wanted.includes(key as Wanted));
  const at = Object.fromEntries(found.map((key, index) => [key, index + 1])) as Record<Wanted, number>;
  return { pattern: new RegExp(`\\{${keys.map(memberOf).join('')}"data":`, 'y'), at };
}

const plain = new Set(['partition', 'seq', 'version', 'schemaversion', 'last']);

/** A text with escapes fits none, so that what is between quotes is what it says. */
function memberOf(key: string): string {
  const name = key.replace('?', '');
  const value = plain.has(name) ? String.raw`\d{1,15}|true|false` : String.raw`[^"\\]*`;
  const group = wanted.includes(name as Wanted) ? `(${value})` : `(?:${value})`;
  const member = plain.has(name) ? `"${name}":${group},` : `"${name}":"${group}",`;
  return key === name ? member : `(?:${member})?`;
}

/** The orders in which envelopes are and were written, a question mark behind what may be absent. In another one they are read like any JSON. */
const envelopes = [
  'specversion source subject time datacontenttype tenant partition commandid commandhash correlationid actor causationid? traceparent? ' +
    'id type dataschema schemaversion seq last prev version',
  'specversion id source type subject time datacontenttype dataschema tenant partition seq version commandid commandhash causationid? ' +
    'correlationid actor schemaversion last prev traceparent?',
].map((order) => envelopeOf(order.split(' ')));

/** Reads a stored event without making what nobody will look at: most of it is ids and hashes. */
export function readEvent(value: string): FoldedEvent {
  for (const { pattern, at } of envelopes) {
    pattern.lastIndex = 0;
    const found = pattern.exec(value);
    const data = found && dataOf(value.slice(pattern.lastIndex, -1));
    if (data) return eventOf((name) => found[at[name]]!, data.json);
  }
  return JSON.parse(value) as EventRecord;
}

const eventOf = (text: (name: Wanted) => string, data: unknown): FoldedEvent => ({
  tenant: text('tenant'),
  subject: text('subject'),
  type: text('type'),
  time: text('time'),
  seq: Number(text('seq')),
  version: Number(text('version')),
  last: text('last') === 'true',
  actor: text('actor'),
  data,
});

/** Nothing when it is not all that is left, as where something stands behind it. */
function dataOf(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
