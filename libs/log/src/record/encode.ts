import { eventDefinitions, OUTCOME_TYPE, type Decision, type LogRecord } from '@skein/contracts';
import type { Head } from './acceptance.ts';
import { recordIds } from './derived-ids.ts';
import { recordHash } from './hash.ts';

/** What the records of a command say about it. */
export interface CommandOrigin {
  tenant: string;
  stream: string;
  id: string;
  hash: string;
  actor: { readonly subject: string };
  causationId?: string | undefined;
  correlationId: string;
  traceparent?: string | undefined;
}

export interface EncodedRecord {
  record: LogRecord;
  /** The bytes that are sent, stored and hashed. */
  value: string;
  hash: string;
}

const SOURCE = 'skein/command-service';

/**
 * Makes the linked records of one decided command, unchecked: {@link readRecord} tells what readers will make of them. `version` is the stream's
 * before it, `time` in milliseconds. A record's data is read back from its own text, so that it shares nothing with the decision.
 */
export function encodeDecision(
  decision: Decision,
  origin: CommandOrigin,
  { head, partition, version, time }: { head: Head; partition: number; version: number; time: number },
): EncodedRecord[] {
  const bodies = bodiesOf(decision, version);
  const common = commonOf(origin, partition, time);
  const commonText = JSON.stringify(common).slice(0, -1);
  const idAt = recordIds(time, origin);
  let { head: prev, seq } = head;
  return bodies.map(({ type, schemaVersion, version, data }, index) => {
    const id = idAt(index);
    const last = index === bodies.length - 1;
    const dataschema = dataSchemaOf(type);
    seq += 1;
    const dataText = textOfData(type, data);
    const versionText = version === undefined ? '' : `"version":${version},`;
    // Nothing of these has a character that JSON would write otherwise.
    const ownText = `"id":"${id}","type":"${type}","dataschema":"${dataschema}","schemaversion":${schemaVersion},"seq":${seq},"last":${last}`;
    const value = `${commonText},${ownText},"prev":"${prev}",${versionText}"data":${dataText}}`;
    const own = { id, type, dataschema, schemaversion: schemaVersion, seq, last, prev };
    prev = recordHash(value);
    const record = { ...common, ...own, ...(version === undefined ? undefined : { version }), data: JSON.parse(dataText) as unknown };
    return { record: record as LogRecord, value, hash: prev };
  });
}

/** What all records of a command say. */
function commonOf(origin: CommandOrigin, partition: number, time: number) {
  return {
    specversion: '1.0',
    source: SOURCE,
    subject: origin.stream,
    time: timeText(time),
    datacontenttype: 'application/json',
    tenant: origin.tenant,
    partition,
    commandid: origin.id,
    commandhash: origin.hash,
    correlationid: origin.correlationId,
    actor: origin.actor.subject,
    ...(origin.causationId === undefined ? undefined : { causationid: origin.causationId }),
    ...(origin.traceparent === undefined ? undefined : { traceparent: origin.traceparent }),
  };
}

let lastTime = { ms: 0, text: new Date(0).toISOString() };

/** Commands of one batch have one time. */
function timeText(ms: number): string {
  if (ms !== lastTime.ms) lastTime = { ms, text: new Date(ms).toISOString() };
  return lastTime.text;
}

function textOfData(type: string, data: unknown): string {
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) throw new RangeError(`the data of ${type} is no JSON value`);
  return text;
}

const schemas = new Map<string, string>();

/** A URN of the event type. */
function dataSchemaOf(type: string): string {
  const known = schemas.get(type) ?? `urn:${type.replaceAll('.', ':')}`;
  schemas.set(type, known);
  return known;
}

interface Body {
  type: string;
  schemaVersion: number;
  version?: number;
  data: unknown;
}

function bodiesOf(decision: Decision, version: number): Body[] {
  if (decision.kind === 'unchanged') return [{ type: OUTCOME_TYPE, schemaVersion: 1, data: { outcome: 'unchanged', version } }];
  if (decision.kind === 'rejected') {
    const { code, detail } = decision;
    return [{ type: OUTCOME_TYPE, schemaVersion: 1, data: { outcome: 'rejected', version, code, detail } }];
  }
  if (decision.events.length === 0) throw new RangeError('a decision for events must make at least one');
  return decision.events.map((event, index) => {
    const definition = eventDefinitions.get(event.type);
    if (!definition) throw new RangeError(`no event is called ${event.type}`);
    return { type: definition.wireType, schemaVersion: definition.version, version: version + 1 + index, data: event.data };
  });
}
