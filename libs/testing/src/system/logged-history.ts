import type { Category, LogRecord } from '@skein/contracts';
import { createHash } from 'node:crypto';

/** The values of one partition of an events topic, from its first offset on. */
export interface PartitionValues {
  category: Category;
  partition: number;
  values: readonly (string | null)[];
}

/** What one command came to, as it stands in the log. */
export interface LoggedCommand {
  category: Category;
  partition: number;
  tenant: string;
  stream: string;
  id: string;
  firstSeq: number;
  lastSeq: number;
  status: 'applied' | 'unchanged' | 'rejected';
  version: number;
  events: string[];
  code?: string;
}

export interface LoggedPartition {
  category: Category;
  partition: number;
  head: string;
  seq: number;
  end: number;
  voids: number;
  accepted: { value: string; record: LogRecord }[];
}

/** Reads a partition by the acceptance rule as the documentation states it; shares no code with what it checks. */
export function readPartition({ category, partition, values }: PartitionValues): LoggedPartition {
  let head = '0'.repeat(64);
  const accepted: LoggedPartition['accepted'] = [];
  for (const value of values) {
    const record = parsed(value);
    if (record?.prev !== head) continue;
    head = createHash('sha256').update(value!).digest('hex');
    accepted.push({ value: value!, record });
  }
  const seq = accepted.length;
  return { category, partition, head, seq, end: values.length, voids: values.length - seq, accepted };
}

function parsed(value: string | null): LogRecord | undefined {
  try {
    return (JSON.parse(value ?? '') as LogRecord | null) ?? undefined;
  } catch {
    return undefined; // garbage is void
  }
}

/** Every command of the log with its outcome; what must never be is added to `complaints`. */
export function commandsOf(partitions: readonly LoggedPartition[], complaints: string[]): Map<string, LoggedCommand> {
  const commands = new Map<string, LoggedCommand>();
  const versions = new Map<string, number>();
  for (const { category, partition, accepted } of partitions) {
    let open: LoggedCommand | undefined;
    accepted.forEach(({ record }, index) => {
      const { tenant, subject: stream, commandid: id, seq } = record;
      const place = `${category}/${partition} seq ${index + 1}`;
      if (seq !== index + 1 || record.partition !== partition) complaints.push(`${place} says ${record.partition} seq ${seq}`);
      const key = keyOfCommand({ category, tenant, stream, id });
      if (open && keyOfCommand(open) !== key) complaints.push(`${place}: the command before has no end`);
      if (!open && commands.has(key)) complaints.push(`${place}: command ${key} has an outcome already`);
      open ??= { category, partition, tenant, stream, id, firstSeq: seq, lastSeq: seq, status: 'applied', version: 0, events: [] };
      if ('version' in record) {
        const before = versions.get(`${category}/${tenant}/${stream}`) ?? 0;
        if (record.version !== before + 1) complaints.push(`${place}: version ${record.version} of ${stream} follows ${before}`);
        versions.set(`${category}/${tenant}/${stream}`, record.version);
        open.events.push(record.id);
        open.version = record.version;
      } else {
        const { data } = record as { data: { outcome: 'unchanged' | 'rejected'; version: number; code?: string } };
        Object.assign(open, { status: data.outcome, version: data.version, ...(data.code === undefined ? {} : { code: data.code }) });
      }
      open.lastSeq = seq;
      if (!record.last) return;
      commands.set(key, open);
      open = undefined;
    });
    if (open) complaints.push(`${category}/${partition}: the last command has no end`);
  }
  return commands;
}

export const keyOfCommand = ({ category, tenant, stream, id }: Pick<LoggedCommand, 'category' | 'tenant' | 'stream' | 'id'>) =>
  `${category}/${tenant}/${stream} ${id}`;
