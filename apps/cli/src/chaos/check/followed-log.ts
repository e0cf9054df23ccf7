import { createHash } from 'node:crypto';
import { finding, type Finding } from './finding.ts';

/** What is read of a record here; the rest is compared as bytes. */
export interface ChainedRecord {
  prev: string;
  seq: number;
  last: boolean;
  tenant: string;
  subject: string;
  commandid: string;
  type: string;
  version?: number;
  data: Record<string, unknown>;
}

export interface Followed {
  /** In the order of their seqs. */
  records: ChainedRecord[];
  /** The hash of each value, in the same order. */
  hashes: string[];
  voids: number;
  findings: Finding[];
}

/**
 * Follows `prev` through the values of one partition from its beginning. Written for chaos runs alone, so that what decides there and what checks
 * here have no line in common.
 */
export function followLog(place: string, values: Iterable<Buffer | null>): Followed {
  const followed: Followed = { records: [], hashes: [], voids: 0, findings: [] };
  let head = '0'.repeat(64);
  for (const value of values) {
    const record = parsed(value);
    if (!value || record?.prev !== head) {
      followed.voids++;
      continue;
    }
    head = createHash('sha256').update(value).digest('hex');
    followed.records.push(record);
    followed.hashes.push(head);
    if (record.seq !== followed.records.length) {
      followed.findings.push(finding('hole', `${place}: seq ${record.seq} stands where ${followed.records.length} should be`));
    }
  }
  return followed;
}

function parsed(value: Buffer | null): ChainedRecord | undefined {
  try {
    return (JSON.parse(String(value)) ?? undefined) as ChainedRecord | undefined;
  } catch {
    return undefined; // garbage is void, as for everyone
  }
}
