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
  const made: MadeEvent = { id: record.id, type, version: record.version };
  if (fields.length > 0) made.answer = answerIn(record.data as Record<string, unknown>, fields);
  return [made];
}

function answerIn(data: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const field of fields) if (data[field] !== undefined) answer[field] = data[field];
  return answer;
}
