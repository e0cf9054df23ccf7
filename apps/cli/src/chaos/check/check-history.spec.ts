import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { ClientEntry } from '../load/client-entry.ts';
import { checkHistory, type History } from './check-history.ts';

const OUTCOME = 'dev.skein.command.outcome.v1';

interface Made {
  command: string;
  type?: string;
  version?: number;
  data?: object;
  last?: boolean;
  seq?: number;
}

const sound: Made[] = [
  { command: 'c1', version: 1, last: false },
  { command: 'c1', version: 2 },
  { command: 'c2', type: OUTCOME, data: { outcome: 'rejected', code: 'step.taken', version: 2 } },
  { command: 'c3', type: 'dev.skein.workflow.step-claimed.v1', version: 3, data: { step: 'one', fence: 1 } },
  { command: 'c4', type: 'dev.skein.workflow.step-completed.v1', version: 4, data: { step: 'one', fence: 1 } },
];

/** Values that follow each other, as owners would have written them. */
function chain(records: readonly Made[]): Buffer[] {
  let prev = '0'.repeat(64);
  return records.map(({ command, type = 'dev.skein.workflow.annotated.v1', version, data = {}, last = true, seq }, index) => {
    const record = { prev, seq: seq ?? index + 1, last, tenant: 'dev', subject: 'w1', commandid: command, type, version, data };
    const value = Buffer.from(JSON.stringify(record));
    prev = hashOf(value);
    return value;
  });
}
const hashOf = (value: Buffer) => createHash('sha256').update(value).digest('hex');

const command = (id: string) => ({ id, stream: 'w1', category: 'workflow' as const });
const sent = (id: string): ClientEntry => ({ kind: 'sent', ...command(id), type: 'workflow.annotate', via: 'http', wait: 'stored' });
const told = (id: string, more: object): ClientEntry => ({
  kind: 'answered',
  ...command(id),
  status: 'applied',
  durable: 'stored',
  ...more,
});
const answers: ClientEntry[] = [
  ...[sent('c1'), told('c1', { version: 2, position: 'workflow:0:2' })],
  ...[sent('c2'), told('c2', { status: 'rejected', version: 2, position: 'workflow:0:3', code: 'step.taken' })],
  ...[sent('c3'), sent('c4'), told('c4', { status: 'pending', durable: 'accepted' })],
];

/** Stored as logged, unless something else is said. */
function history(records: readonly Made[], clients = answers, change: Partial<History> = {}): History {
  const values = chain(records);
  const rows = values.map((value, index) => ({ seq: index + 1, hash: hashOf(value) }));
  const ids = [...new Set(records.map((record) => record.command))];
  const results = ids.map((id) => ({
    key: `workflow/dev/w1\n${id}`,
    firstSeq: records.findIndex((record) => record.command === id) + 1,
    lastSeq: records.findLastIndex((record) => record.command === id) + 1,
  }));
  return { tenant: 'dev', partitions: [{ category: 'workflow', partition: 0, values, rows }], results, clients, ...change };
}
const rulesOf = (given: History) => [...new Set(checkHistory(given).findings.map(({ rule }) => rule.replace('chaos.', '')))];

describe('the check of a chaos run', () => {
  it('finds nothing wrong with a sound history, whatever void records lie in it', () => {
    const whole = history(sound);
    const [partition] = whole.partitions;
    const values = [Buffer.from('garbage'), ...partition!.values.flatMap((value) => [value, value]), null];
    expect(checkHistory({ ...whole, partitions: [{ ...partition!, values }] })).toEqual({
      records: 5,
      voids: 7,
      outcomes: 4,
      findings: [],
    });
  });

  it.each<[string, Made[]]>([
    ['two-outcomes', [...sound, { command: 'c1', version: 5 }]],
    ['half-outcome', [...sound, { command: 'c5', version: 5, last: false }]],
    ['version-hole', [...sound, { command: 'c5', version: 6 }]],
    ['hole', [...sound, { command: 'c5', version: 5, seq: 7 }]],
    ['completed-twice', [...sound, { ...sound[4]!, command: 'c5', version: 5 }]],
    ['stale-fence', [...sound.slice(0, 4), { ...sound[4]!, data: { step: 'one', fence: 2 } }]],
  ])('finds %s in the log', (rule, records) => expect(rulesOf(history(records))).toContain(rule));

  it.each<[string, string, ClientEntry[]]>([
    ['lost', 'an answer that is not in the log', [sent('c9'), told('c9', { version: 1, position: 'workflow:0:9' })]],
    ['lost', 'an accepted command without an outcome', [sent('c9'), told('c9', { status: 'pending', durable: 'accepted' })]],
    ['other-outcome', 'another version', [sent('c1'), told('c1', { version: 3, position: 'workflow:0:2' })]],
    ['other-outcome', 'another place', [sent('c1'), told('c1', { version: 2, position: 'workflow:0:3' })]],
    ['other-outcome', 'success of what was rejected', [sent('c2'), told('c2', { version: 2, position: 'workflow:0:3' })]],
    ['unexpected-answer', 'an answer that nothing explains', [sent('c1'), told('c1', { status: 'failed', code: 'command.key-reused' })]],
    ['taken-after-all', 'a refusal of what was taken', [sent('c1'), told('c1', { status: 'failed', code: 'service.busy' })]],
  ])('finds %s: %s', (rule, _, clients) => expect(rulesOf(history(sound, clients))).toEqual([rule]));

  it('takes a failure that promises nothing for no lie, whether the command is in the log or not', () => {
    const clients = ['c1', 'c9'].flatMap((id) => [sent(id), told(id, { status: 'failed', code: 'command.outcome-unknown' })]);
    expect(rulesOf(history(sound, clients))).toEqual([]);
  });

  it('finds a store that lacks a record, has one too many, or has other bytes', () => {
    const { partitions, results } = history(sound);
    const [partition] = partitions;
    const rows = partition!.rows;
    for (const wrong of [rows.slice(0, -1), [...rows, { seq: 6, hash: 'ff' }], rows.with(2, { seq: 3, hash: 'ff' })])
      expect(rulesOf(history(sound, answers, { partitions: [{ ...partition!, rows: wrong }] }))).toEqual(['store-differs']);
    for (const wrong of [results.slice(1), [...results, { ...results[0]!, key: 'x' }], results.with(0, { ...results[0]!, lastSeq: 9 })])
      expect(rulesOf(history(sound, answers, { results: wrong }))).toEqual(['result-differs']);
  });
});
