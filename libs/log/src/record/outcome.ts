import { eventDefinitions, isOutcome, typeOfWireType, type LogRecord, type MadeEvent } from '@skein/contracts';

/** What became of a command, whoever asks and however often. */
export interface Outcome {
  status: 'applied' | 'unchanged' | 'rejected';
  /** The stream's version after the command. */
  version: number;
  firstSeq: number;
  lastSeq: number;
  events: MadeEvent[];
  rejection?: { code: string; detail: Record<string, unknown> };
}

/** Reads the outcome of one command off its records. */
export function outcomeOf(records: readonly LogRecord[]): Outcome {
  const first = records[0];
  const last = records.at(-1);
  if (!first || !last) throw new RangeError('a command without records has no outcome');
  const seqs = { firstSeq: first.seq, lastSeq: last.seq };
  if (isOutcome(last)) {
    const { data } = last;
    if (data.outcome === 'unchanged') return { status: 'unchanged', version: data.version, ...seqs, events: [] };
    return { status: 'rejected', version: data.version, ...seqs, events: [], rejection: { code: data.code, detail: data.detail } };
  }
  return { status: 'applied', version: last.version, ...seqs, events: records.flatMap(madeEvent) };
}

function madeEvent(record: LogRecord): MadeEvent[] {
  if (isOutcome(record)) return [];
  const type = typeOfWireType(record.type) ?? record.type;
  const fields = eventDefinitions.get(type)?.answers ?? [];
  const data = record.data as Record<string, unknown>;
  const answer = Object.fromEntries(fields.filter((field) => data[field] !== undefined).map((field) => [field, data[field]]));
  return [{ id: record.id, type, version: record.version, ...(fields.length > 0 ? { answer } : {}) }];
}
