import { describe, expect, it } from '@jest/globals';
import { ClaimStep, PauseWorkflow, StartWorkflow, type CommandResult } from '@skein/contracts';
import { PartitionLog } from '../history/partition-log.ts';
import { checkAnswers } from './given-answers.ts';
import { commandsOf, readPartition } from './logged-history.ts';

describe('reading a log by the rule alone', () => {
  const log = new PartitionLog('workflow', 1);
  log.send(StartWorkflow({ title: 'x', steps: [{ step: 'a', capability: 'c' }] }), { id: 'start' });
  log.send(ClaimStep({ step: 'a' }), { id: 'claim' });
  log.send(ClaimStep({ step: 'b' }), { id: 'refused' });
  const values = log.records.map(({ value }) => value);
  const read = (sent: (string | null)[]) => {
    const complaints: string[] = [];
    const partition = readPartition({ category: 'workflow', partition: 1, values: sent });
    return { partition, complaints, commands: commandsOf([partition], complaints) };
  };

  it('finds every command once, and passes over whatever does not follow the head', () => {
    const { partition, complaints, commands } = read(['garbage', values[0]!, null, values[0]!, ...values.slice(1), values[2]!]);
    expect(partition).toMatchObject({ seq: 4, voids: 4, end: 8, head: log.records.at(-1)!.hash });
    expect(complaints).toEqual([]);
    expect([...commands.values()].map(({ id, status, version, lastSeq }) => [id, status, version, lastSeq])).toEqual([
      ['start', 'applied', 2, 2],
      ['claim', 'applied', 3, 3],
      ['refused', 'rejected', 3, 4],
    ]);
  });

  const again = (change: (log: PartitionLog) => void) => {
    const other = new PartitionLog('workflow', 1);
    other.send(StartWorkflow({ title: 'x' }), { id: 'start' });
    change(other);
    return read(other.records.map(({ value }) => value));
  };

  it('complains of a command with two outcomes', () => {
    const { complaints } = again((log) => log.send(PauseWorkflow({}), { id: 'start' }));
    expect(complaints).toEqual([expect.stringContaining('has an outcome already')]);
  });

  it('complains of a version that does not follow the one before', () => {
    const { complaints } = again((log) => {
      const [made] = log.append({ kind: 'unchanged' }, { id: 'broken' });
      made!.value = log.records[0]!.value.replace('"start"', '"broken"').replace(/"prev":"0+"/, `"prev":"${log.records[0]!.hash}"`);
    });
    expect(complaints).toEqual([expect.stringContaining('says 1 seq 1'), expect.stringContaining('version 1 of w1 follows 1')]);
  });

  describe('compared with what callers were told', () => {
    const { commands } = read(values);
    const claim = commands.get('workflow/acme/w1 claim')!;
    const told = (id: string, result: Partial<CommandResult>) =>
      checkAnswers(
        [{ category: 'workflow', tenant: 'acme', stream: 'w1', id, result: { commandId: id, stream: 'w1', status: 'applied', ...result } }],
        commands,
      );
    const truth = { version: 3, position: 'workflow:1:3', events: [{ id: claim.events[0]!, type: 'any', version: 3 }] };

    it('is content with the truth', () => {
      expect(told('claim', truth)).toEqual([]);
      expect(told('unheard-of', { status: 'failed' })).toEqual([]);
    });

    it.each<[string, string, Partial<CommandResult>]>([
      ['an outcome that is not in the log', 'unheard-of', truth],
      ['another version', 'claim', { ...truth, version: 4 }],
      ['another place', 'claim', { ...truth, position: 'workflow:1:4' }],
      ['another status', 'refused', truth],
      ['"accepted" for what is not there', 'unheard-of', { status: 'pending' }],
      [
        '"nothing happened" for what is there',
        'claim',
        { status: 'failed', problem: { code: 'service.busy' } as CommandResult['problem'] },
      ],
    ])('complains of %s', (_, id, result) => {
      expect(told(id, result)).toHaveLength(1);
    });
  });
});
