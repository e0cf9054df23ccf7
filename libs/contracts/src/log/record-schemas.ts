import type { z } from 'zod';
import { eventDefinitions } from '../core/catalogue.ts';
import { EventRecord, OUTCOME_TYPE, OutcomeRecord, type LogRecord } from './record.ts';

/** What a record must be, by its CloudEvents type: envelope and data, checked in one pass. */
export const recordSchemas: ReadonlyMap<string, z.ZodType<LogRecord>> = new Map<string, z.ZodType<LogRecord>>([
  [OUTCOME_TYPE, OutcomeRecord],
  ...[...eventDefinitions.values()].map(({ wireType, schema }) => [wireType, EventRecord.extend({ data: schema })] as const),
]);
