import type { EventRecord } from '@skein/contracts';

/** What a fold needs of an event, and what says where it stands. */
export type FoldedEvent = Pick<EventRecord, 'tenant' | 'subject' | 'type' | 'time' | 'seq' | 'version' | 'last' | 'actor' | 'data'>;

// A text without escapes is what stands between its quotes.
const any = String.raw`"[^"\\]*"`;
const text = String.raw`"([^"\\]*)"`;
const whole = String.raw`(\d{1,15})`;
const envelope = new RegExp(
  [
    `\\{"specversion":${any},"id":${any},"source":${any},"type":${text},"subject":${text},"time":${text}`,
    `"datacontenttype":${any},"dataschema":${any},"tenant":${text},"partition":\\d+,"seq":${whole},"version":${whole}`,
    `"commandid":${any},"commandhash":${any}(?:,"causationid":${any})?,"correlationid":${any},"actor":${text},"schemaversion":\\d+`,
    `"last":(true|false),"prev":${any}(?:,"traceparent":${any})?,"data":`,
  ].join(','),
  'y',
);

/** Reads a stored event without making what nobody will look at: most of it is ids and hashes. */
export function readEvent(value: string): FoldedEvent {
  envelope.lastIndex = 0;
  const found = envelope.exec(value);
  const data = found && dataOf(value.slice(envelope.lastIndex, -1));
  if (!data) return JSON.parse(value) as EventRecord;
  const [, type = '', subject = '', time = '', tenant = '', seq, version, actor = '', last] = found;
  return { tenant, subject, type, time, seq: Number(seq), version: Number(version), last: last === 'true', actor, data: data.json };
}

/** Nothing when it is not all that is left, as where something stands behind it. */
function dataOf(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
