import { describe, expect, it } from '@jest/globals';
import { StartWorkflow } from '@skein/contracts';
import { PartitionLog } from '@skein/testing';
import { readEvent } from './read-event.ts';

const log = new PartitionLog('workflow', 3);
log.send(StartWorkflow({ title: 'Survey', steps: [] }), { id: 'start' });
const value = String(log.group().records[0]!.value);
const parsed = JSON.parse(value) as Record<string, unknown>;

describe('what a rebuild reads of a stored event', () => {
  const fields = ({ tenant, subject, type, time, seq, version, last, actor, data }: Record<string, unknown>) => ({
    ...{ tenant, subject, type, time, seq, version, last, actor, data },
  });

  it('is what stands in it, and nothing that only readers of envelopes want', () => expect(readEvent(value)).toStrictEqual(fields(parsed)));

  it('is found in envelopes of both orders', () => {
    const keys = 'specversion id source type subject time datacontenttype dataschema tenant partition seq version commandid commandhash';
    const before = [...keys.split(' '), 'correlationid', 'actor', 'schemaversion', 'last', 'prev', 'data'];
    expect(readEvent(JSON.stringify(parsed, before))).toStrictEqual({ ...fields(parsed), data: {} });
  });

  const { data, ...envelope } = parsed;
  it.each([
    ['causation and trace', { ...envelope, causationid: 'c-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, data }],
    ['escapes in the envelope', { ...envelope, correlationid: 'a "quoted" \\ one', data }],
    ['data that looks like the end of an envelope', { ...envelope, data: { text: '","data":{"x":1}}', data: [{ data: 1 }], actor: 'x' } }],
    ['data that stand first', { data, ...envelope }],
    ['something behind its data', { ...parsed, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }],
    ['data that are no object', { ...envelope, data: null }],
  ])('is the same whatever the order and the contents: %s', (_, record) => {
    for (const text of [JSON.stringify(record), JSON.stringify(record, null, 1), `${JSON.stringify(record)}\n`])
      expect(fields(readEvent(text) as unknown as Record<string, unknown>)).toEqual(fields(record));
  });
});
