import { describe, expect, it } from '@jest/globals';
import { Annotate, ClaimStep, CompleteStep, keyOf, partitionOf, StartWorkflow } from '@skein/contracts';
import { deciderOf } from '@skein/domain';
import { isOutcome } from '@skein/contracts';
import { emptyStream, foldEvent } from '@skein/log';
import { PartitionLog } from '@skein/testing';
import type { Fault } from './fault.ts';
import { PartitionCheck } from './partition-check.ts';
import { SnapshotCheck } from './snapshot-check.ts';
import type { StoredRecord } from './stored-record.ts';

const PARTITION = partitionOf(keyOf('acme', 'w1'), 1);

/** A workflow from start to end and one refused command, as the store would hold it. */
function stored(): StoredRecord[] {
  const log = new PartitionLog('workflow', PARTITION);
  log.send(StartWorkflow({ title: 'A piece of work', steps: [{ step: 'read', capability: 'docs/read' }] }));
  log.send(ClaimStep({ step: 'read' }));
  log.send(ClaimStep({ step: 'read' }), { by: 'bob' });
  log.send(CompleteStep({ step: 'read', fence: 1, output: 'done' }));
  log.send(Annotate({ text: 'well done' }));
  const decider = deciderOf('workflow');
  const folded = emptyStream(decider);
  const ranges = Map.groupBy(log.records, ({ record }) => record.commandid);
  return log.records.map(({ record, value, hash }, offset) => {
    const own = ranges.get(record.commandid)!.map((one) => one.record.seq);
    if (!isOutcome(record)) foldEvent(decider, folded, record);
    return {
      seq: record.seq,
      offset,
      tenant: record.tenant,
      stream: record.subject,
      version: isOutcome(record) ? null : record.version,
      commandId: record.commandid,
      value,
      hash,
      result: { firstSeq: own[0]!, lastSeq: own.at(-1)!, commandHash: record.commandhash },
      snapshots: isOutcome(record) ? [] : [{ reducerVersion: decider.reducerVersion, state: JSON.stringify(folded.state) }],
    };
  });
}

function check(rows: readonly StoredRecord[], cursor = stored().at(-1)!, results = 5) {
  const snapshots = new SnapshotCheck('workflow', new Map([['acme/w1', 1_000]]));
  const partition = new PartitionCheck({ category: 'workflow', partition: PARTITION, partitions: 1 }, snapshots);
  let fault: Fault | undefined;
  for (const row of rows) if ((fault = partition.next(row))) break;
  return { fault: fault ?? partition.end({ head: cursor.hash, seq: cursor.seq }, results), partition, snapshots };
}

const changed = (index: number, change: Partial<StoredRecord>) => stored().with(index, { ...stored()[index]!, ...change });

describe('the stored history of a partition', () => {
  it('is in order as it was written', () => {
    const { fault, partition, snapshots } = check(stored());
    expect([fault, partition.records, partition.commands, snapshots.compared]).toEqual([
      undefined,
      stored().length,
      5,
      stored().length - 1,
    ]);
  });

  it.each(stored().map((_, index) => index))('is found wrong when the record at index %d was removed', (index) => {
    const last = index === stored().length - 1;
    expect(check(stored().toSpliced(index, 1)).fault).toMatchObject(
      last ? { code: 'verify.cursor-wrong', seq: index } : { code: 'verify.link-broken', seq: index + 2 },
    );
  });

  it.each(
    stored()
      .slice(1)
      .map((_, index) => index),
  )('is found wrong when records %d and the next were exchanged', (index) => {
    const rows = stored();
    expect(check(rows.with(index, rows[index + 1]!).with(index + 1, rows[index]!)).fault).toMatchObject({
      code: 'verify.link-broken',
      seq: index + 2,
    });
  });

  it('is found wrong where a record was edited, also when its stored hash was edited with it', () => {
    const value = stored()[3]!.value.replace('"actor":"bob"', '"actor":"eve"');
    expect(value).not.toBe(stored()[3]!.value);
    expect(check(changed(3, { value })).fault).toMatchObject({ code: 'verify.hash-wrong', seq: 4 });
    const forged = check(changed(3, { value })).fault!.detail.slice(-64);
    expect(check(changed(3, { value, hash: forged })).fault).toMatchObject({ code: 'verify.link-broken', seq: 5 });
  });

  it.each([
    ['tenant', { tenant: 'evil' }, 'verify.row-wrong'],
    ['stream', { stream: 'w2' }, 'verify.row-wrong'],
    ['version', { version: 9 }, 'verify.row-wrong'],
    ['command', { commandId: 'c9' }, 'verify.row-wrong'],
    ['seq', { seq: 9 }, 'verify.seq-wrong'],
    ['result', { result: null }, 'verify.result-missing'],
    ['result', { result: { firstSeq: 1, lastSeq: 2, commandHash: stored()[2]!.result!.commandHash } }, 'verify.result-wrong'],
    ['result', { result: { ...stored()[2]!.result!, commandHash: 'ff' } }, 'verify.result-wrong'],
    [
      'snapshot',
      { snapshots: [{ reducerVersion: deciderOf('workflow').reducerVersion, state: '{"status":"completed"}' }] },
      'verify.snapshot-wrong',
    ],
    ['snapshot', { snapshots: [{ reducerVersion: deciderOf('workflow').reducerVersion, state: 'torn' }] }, 'verify.snapshot-wrong'],
  ])('is found wrong where a row says another %s than its record', (_, change, code) =>
    expect(check(changed(2, change)).fault).toMatchObject({ category: 'workflow', partition: PARTITION, code }),
  );

  it('is found wrong when more results are stored than there were commands', () =>
    expect(check(stored(), undefined, 6).fault).toMatchObject({ code: 'verify.results-wrong' }));

  it('is found wrong in a partition that its stream does not belong to', () => {
    const partition = new PartitionCheck({ category: 'workflow', partition: 7, partitions: 8 }, new SnapshotCheck('workflow', new Map()));
    expect(partition.next(stored()[0]!)).toMatchObject({ code: 'verify.partition-wrong', seq: 1 });
  });

  it('does not compare snapshots of another reducer, which nobody uses', () => {
    const { fault, snapshots } = check(changed(2, { snapshots: [{ reducerVersion: 999, state: '{}' }] }));
    expect([fault, snapshots.outdated]).toEqual([undefined, 1]);
  });
});
