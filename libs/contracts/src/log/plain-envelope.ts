import { OUTCOME_TYPE } from './record.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const name = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;
const subject = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;
const tenant = /^[a-z0-9][a-z0-9-]{0,62}$/;
// Of these years every day of the calendar but 29 February.
const time =
  /^20\d\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const fits = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value);
const isShort = (value: unknown, max: number) => typeof value === 'string' && value.length <= max;
const isWhole = (value: unknown, least: number) => Number.isSafeInteger(value) && (value as number) >= least;

/** A loop, since a pattern takes several times as long for 64 digits, of which a record has 128. */
function isSha256(value: unknown): boolean {
  if (typeof value !== 'string' || value.length !== 64) return false;
  for (let i = 0; i < 64; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 48 || (unit > 57 && unit < 97) || unit > 102) return false;
  }
  return true;
}

/** Every field of an event but `causationid` and `traceparent`. */
const REQUIRED = 20;

/**
 * Whether a parsed value is, apart from its data, certainly an {@link EventRecord}: what nearly every record is, told in a twentieth of the time
 * that the schema takes. `false` says nothing; then the schema decides.
 */
export function hasPlainEnvelope(record: Readonly<Record<string, unknown>>): boolean {
  let fields = record.causationid === undefined ? 0 : -1;
  for (const _ in record) fields += 1;
  // One access after another, each by its own name: records are parsed into one form, and so each is a single step.
  return (
    fields === REQUIRED &&
    'data' in record &&
    record.specversion === '1.0' &&
    record.datacontenttype === 'application/json' &&
    typeof record.last === 'boolean' &&
    isWhole(record.partition, 0) &&
    isWhole(record.seq, 1) &&
    isWhole(record.version, 1) &&
    isWhole(record.schemaversion, 1) &&
    isShort(record.type, 200) &&
    record.type !== OUTCOME_TYPE &&
    isShort(record.source, 200) &&
    isShort(record.dataschema, 300) &&
    isShort(record.correlationid, 128) &&
    (record.causationid === undefined || isShort(record.causationid, 128)) &&
    isSha256(record.prev) &&
    isSha256(record.commandhash) &&
    fits(record.id, uuid) &&
    fits(record.time, time) &&
    fits(record.subject, name) &&
    fits(record.commandid, name) &&
    fits(record.tenant, tenant) &&
    fits(record.actor, subject)
  );
}
