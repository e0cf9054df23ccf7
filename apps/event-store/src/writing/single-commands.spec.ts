import { describe, expect, it } from '@jest/globals';
import { ClaimStep, StartWorkflow } from '@skein/contracts';
import { PartitionLog } from '@skein/testing';
import { singleCommands } from './single-commands.ts';

describe('cutting a group into its commands', () => {
  it('loses nothing: each part begins where the one before ends, and the last ends where the group does', () => {
    const log = new PartitionLog();
    log.send(StartWorkflow({ title: 'Survey', steps: [{ step: 'a', capability: 'c' }] }));
    log.send(ClaimStep({ step: 'a' }));
    log.send(ClaimStep({ step: 'a' }));
    const group = { ...log.group(), voids: 3 };
    const parts = singleCommands(group);
    expect(parts.map(({ records }) => records.map(({ record }) => record.seq))).toEqual([[1, 2], [3], [4]]);
    expect(parts.map(({ voids }) => voids)).toEqual([0, 0, 3]);
    expect([parts[0]!.from, parts[1]!.from, parts[2]!.from, group.to]).toEqual([group.from, parts[0]!.to, parts[1]!.to, parts[2]!.to]);
    expect(parts[0]!.to).toEqual({ nextOffset: 2, head: log.records[1]!.hash, seq: 2, headOffset: 1 });
  });

  it('keeps a group of nothing but voids', () => {
    const at = { nextOffset: 0, head: '0'.repeat(64), seq: 0, headOffset: -1 };
    const group = { from: at, to: { ...at, nextOffset: 2 }, records: [], voids: 2 };
    expect(singleCommands(group)).toEqual([group]);
  });
});
