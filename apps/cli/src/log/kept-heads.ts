import { Category } from '@skein/contracts';
import { readFile } from 'node:fs/promises';
import { wrongValue } from '../command/wrong-value.ts';
import { faultAt, type Fault } from '../verify/fault.ts';
import type { SeenHashes } from '../verify/seen-hashes.ts';

const line = /^(workflow|memory|agent):(\d{1,5}):(\d{1,15}) ([0-9a-f]{64})$/;

/** Where a partition ended when its head was written down. */
export interface KeptHead {
  category: Category;
  partition: number;
  seq: number;
  head: string;
}

/** One line per partition: its position, and the hash of the record there. */
export const headLine = ({ category, partition, seq, head }: KeptHead): string => `${category}:${partition}:${seq} ${head}`;

/** Reads what `skein log heads` has printed, as text or as JSON. */
export async function readHeads(file: string): Promise<KeptHead[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrongValue(
      `the heads in "${file}" cannot be read`,
      `${error.code ?? error.message}.`,
      'name a file that "skein log heads" was written to.',
    );
  });
  const heads = text.trimStart().startsWith('{')
    ? fromJson(text)
    : text
        .split('\n')
        .filter((one) => one.trim() !== '')
        .map(fromLine);
  if (heads.length > 0 && heads.every((head) => head !== undefined)) return heads;
  throw wrongValue(`"${file}" holds no heads`, 'it is not what "skein log heads" prints.', 'write it by "skein log heads > heads.txt".');
}

function fromJson(text: string): (KeptHead | undefined)[] {
  try {
    const { items } = JSON.parse(text) as { items?: KeptHead[] };
    return (items ?? []).map((item) => fromLine(headLine(item)));
  } catch {
    return []; // said by the caller: no heads
  }
}

function fromLine(text: string): KeptHead | undefined {
  const match = line.exec(text.trim());
  return match ? { category: Category.parse(match[1]), partition: Number(match[2]), seq: Number(match[3]), head: match[4]! } : undefined;
}

interface ReadPartition {
  category: Category;
  partition: number;
  records: number;
  hashes: SeenHashes;
  fault?: Fault;
}

/** What was once the head of a partition must still be a part of its history. */
export function compareHeads(reports: readonly ReadPartition[], kept: readonly KeptHead[]): Fault[] {
  return kept.flatMap(({ category, partition, seq, head }) => {
    const report = reports.find((one) => one.category === category && one.partition === partition);
    if (seq === 0 || (report?.fault && report.hashes.length < seq)) return [];
    const fault = (code: string, detail: string) => [faultAt({ category, partition, seq }, code, detail)];
    const length = report?.hashes.length ?? 0;
    if (length < seq) return fault('head-missing', `the history ended at seq ${seq} once, and ends at seq ${length} now`);
    return report?.hashes.at(seq) === head ? [] : fault('head-differs', `the record is not the one whose hash was kept (${head})`);
  });
}
