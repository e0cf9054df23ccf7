import type { Batch } from '@skein/log';
import type { World } from './world.ts';

/** Are there such bytes already, in the log, on their way, or with another owner? */
export function isInUse({ logs, formerly, requests, owners }: World, made: Batch): boolean {
  const { record, value } = made.records[0]!;
  const { partition } = record;
  const begins = ({ values }: { values: readonly string[] }) => values[0] === value;
  for (const end of [logs[partition]!, ...formerly]) {
    for (let node = end; node.before; node = node.before) if (node.value === value) return true;
  }
  if (requests.some(({ parts }) => parts.some(begins))) return true;
  return owners.some(({ lane, units }) => {
    const { batch } = units[partition]!.state;
    return lane.some(begins) || (batch !== made && batch?.records[0]?.value === value);
  });
}
