import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasPlainEnvelope } from './plain-envelope.ts';
import { EventRecord, OUTCOME_TYPE } from './record.ts';

const record: Record<string, unknown> = {
  specversion: '1.0',
  id: '0198a7b2-7abc-7def-8abc-0123456789ab',
  source: 'skein/command-service',
  type: 'dev.skein.workflow.step-claimed.v1',
  subject: 'w-1',
  time: '2026-01-15T12:00:00.250Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:dev:skein:workflow:step-claimed:v1',
  tenant: 'acme',
  partition: 3,
  seq: 1,
  version: 5,
  commandid: 'c1',
  commandhash: 'a'.repeat(64),
  correlationid: 'w-1',
  actor: 'ann',
  schemaversion: 1,
  last: true,
  prev: '0'.repeat(64),
  data: { step: 'a' },
};
const without = (key: string) => Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

describe('a plain envelope', () => {
  it('is that of an ordinary record, with and without a cause', () => {
    expect(hasPlainEnvelope(record)).toBe(true);
    expect(hasPlainEnvelope({ ...record, causationid: 'why' })).toBe(true);
  });

  it.each(['2026-01-31', '2026-11-30', '2028-12-29', '2026-06-28'])('is that of a record of any day: %s', (day) =>
    expect(hasPlainEnvelope({ ...record, time: `${day}T12:00:00.250Z` })).toBe(true),
  );

  it.each(['2026-11-31', '2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10'])('is none of a day that is not, or seldom is: %s', (day) =>
    expect(hasPlainEnvelope({ ...record, time: `${day}T12:00:00.250Z` })).toBe(false),
  );

  it.each(Object.keys(record))('is none without %s', (key) => expect(hasPlainEnvelope(without(key))).toBe(false));

  it('is none of an outcome, nor with a field that no record has', () => {
    expect(hasPlainEnvelope({ ...record, type: OUTCOME_TYPE })).toBe(false);
    expect(hasPlainEnvelope({ ...record, more: 1 })).toBe(false);
    expect(hasPlainEnvelope(JSON.parse(`{"__proto__":{},${JSON.stringify(record).slice(1)}`) as typeof record)).toBe(false);
  });

  it('is never one that the schema refuses, whatever a field holds', () => {
    const almost = (text: string) =>
      fc
        .tuple(fc.nat(text.length), fc.constantFrom('', '\n', ' ', 'é', '0', 'Z', '-', '\0'))
        .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    const odd = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.constantFrom('2026-02-29T00:00:00.000Z', '2026-13-01T00:00:00.000Z', 'x'.repeat(301)),
    );
    const field = fc.constantFrom(...Object.keys(record), 'causationid', 'traceparent', 'extra');
    const changed = field.chain((key) => {
      const now = record[key];
      return fc.tuple(fc.constant(key), typeof now === 'string' ? fc.oneof(almost(now), odd) : odd);
    });
    fc.assert(
      fc.property(fc.array(changed, { minLength: 1, maxLength: 3 }), (changes) => {
        const one = { ...record, ...Object.fromEntries(changes) };
        if (hasPlainEnvelope(one)) expect(EventRecord.safeParse(one).success).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
