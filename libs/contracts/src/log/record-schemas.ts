import type { z } from 'zod';
import { eventDefinitions } from '../core/catalogue.ts';
import type { EventDefinition } from '../core/definition.ts';
import { UNSURE } from '../core/quick-parse.ts';
import { hasPlainEnvelope } from './plain-envelope.ts';
import { EventRecord, OUTCOME_TYPE, OutcomeRecord, type LogRecord } from './record.ts';

/** What a record must be, by its CloudEvents type: envelope and data. */
export const recordSchemas: ReadonlyMap<string, z.ZodType<LogRecord>> = new Map<string, z.ZodType<LogRecord>>([
  [OUTCOME_TYPE, OutcomeRecord],
  ...[...eventDefinitions.values()].map(({ wireType, schema }) => [wireType, EventRecord.extend({ data: schema })] as const),
]);

const definitions = new Map([...eventDefinitions.values()].map((definition) => [definition.wireType, definition]));

/** Checks parsed JSON against {@link recordSchemas}. What it answers with may share, and change, what it was given. */
export function readRecord(parsed: Record<string, unknown>): { record: LogRecord } | { unfit: string } {
  const type = String(parsed.type);
  const definition = hasPlainEnvelope(parsed) ? definitions.get(type) : undefined;
  const data = definition ? dataAs(definition, parsed.data) : UNSURE;
  if (data !== UNSURE) {
    parsed.data = data;
    return { record: parsed as unknown as LogRecord };
  }
  const schema = recordSchemas.get(type);
  if (!schema) return { unfit: `this program does not know the event type ${type}` };
  const read = schema.safeParse(parsed);
  if (read.success) return { record: read.data };
  const issue = read.error.issues[0];
  return { unfit: `${type}: ${issue?.path.join('.')} ${issue?.message}` };
}

function dataAs({ quick, schema }: EventDefinition, data: unknown): unknown {
  const made = quick(data);
  if (made !== UNSURE) return made;
  const read = schema.safeParse(data);
  return read.success ? read.data : UNSURE;
}
