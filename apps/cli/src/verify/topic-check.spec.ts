import { describe, expect, it } from '@jest/globals';
import { Annotate, StartWorkflow } from '@skein/contracts';
import { PartitionLog } from '@skein/testing';
import { SeenHashes } from './seen-hashes.ts';
import { TopicCheck } from './topic-check.ts';

const log = new PartitionLog();
log.send(StartWorkflow({ title: 'A piece of work' }));
for (let note = 1; note < 5; note++) log.send(Annotate({ text: `note ${note}` }));

const hashesOf = (of: PartitionLog) => {
  const seen = new SeenHashes();
  for (const { hash } of of.records) seen.push(hash);
  return seen;
};

function check(values: readonly (string | null)[], stored = hashesOf(log), nextOffset = 0) {
  const topic = new TopicCheck('workflow', 0, stored, nextOffset);
  values.forEach((value, offset) => topic.next(offset, value));
  topic.end(values.length);
  return topic.fault;
}
const values = log.records.map(({ value }) => value);

describe('the topic beside the store', () => {
  it('equals it when its accepted records do', () => expect(check(values)).toBeUndefined());

  it('may hold void records and more than is stored', () => {
    const [first, ...rest] = values as [string, ...string[]];
    const longer = new SeenHashes();
    for (const { hash } of log.records.slice(0, 3)) longer.push(hash);
    expect(check([first, first, 'no record', null, ...rest])).toBeUndefined();
    expect(check(values, longer)).toBeUndefined();
  });

  it('has more than a store that has read as far and lacks the rest', () => {
    const shorter = new SeenHashes();
    for (const { hash } of log.records.slice(0, 3)) shorter.push(hash);
    expect(check(values, shorter, 4)).toMatchObject({ code: 'verify.topic-longer', seq: 4 });
    const topic = new TopicCheck('workflow', 0, shorter, 3);
    values.forEach((value, offset) => topic.next(offset, value));
    expect([topic.ahead, topic.fault]).toEqual([2, undefined]);
    topic.notTakenIn();
    expect(topic.fault).toMatchObject({ code: 'verify.topic-longer', seq: 4, detail: expect.stringContaining('goes on to seq 5') });
  });

  it('differs when it lost the end', () =>
    expect(check(values.slice(0, 3))).toMatchObject({ code: 'verify.topic-short', seq: 4, category: 'workflow', partition: 0 }));

  it('differs when it ends before what the store has read, though no record of the history is missing', () => {
    const short = { code: 'verify.topic-short', detail: expect.stringContaining('the store has read up to 6') };
    expect(check(values, undefined, 6)).toMatchObject({ ...short, seq: 5 });
    expect(check([], new SeenHashes(), 6)).toMatchObject({ ...short, seq: 0 });
    expect(check(['no record'], new SeenHashes(), 1)).toBeUndefined();
  });

  it('differs where another record follows', () => {
    const other = new PartitionLog();
    other.send(StartWorkflow({ title: 'A piece of work' }));
    other.send(Annotate({ text: 'another note' }));
    expect(check(other.records.map(({ value }) => value))).toMatchObject({ code: 'verify.topic-differs', seq: 2 });
  });
});

describe('the hashes kept of a partition', () => {
  it('are found by seq, however many there are', () => {
    const seen = new SeenHashes();
    const hash = (seq: number) => seq.toString(16).padStart(64, '0');
    for (let seq = 1; seq <= 3_000; seq++) seen.push(hash(seq));
    expect([seen.length, seen.at(1), seen.at(1_025), seen.at(3_000)]).toEqual([3_000, hash(1), hash(1_025), hash(3_000)]);
  });
});
