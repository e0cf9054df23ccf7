import { describe, expect, it } from '@jest/globals';
import { ResultWatch, type AwaitedResult, type FoundResult } from './result-watch.ts';

const awaited = (id: string, partition = 0): AwaitedResult => ({ category: 'workflow', partition, tenant: 'acme', stream: 'w1', id });
const found = (one: AwaitedResult): FoundResult => ({
  ...one,
  hash: 'h',
  outcome: { status: 'unchanged', version: 1, firstSeq: 1, lastSeq: 1 } as unknown as FoundResult['outcome'],
});

describe('waiting for outcomes that another process decides', () => {
  /** A store whose answers are given by the test, one question after the other. */
  const store = () => {
    const stored = new Set<string>();
    const asked: string[][] = [];
    const failures: unknown[] = [];
    const broken = { times: 0 };
    const watch = new ResultWatch(
      async (wanted) => {
        asked.push(wanted.map(({ id }) => id));
        if (broken.times-- > 0) throw new Error('the database is away');
        return wanted.filter(({ id }) => stored.has(id)).map(found);
      },
      (error) => void failures.push(error),
    );
    return { watch, stored, asked, failures, broken };
  };
  const never = new AbortController().signal;

  it('asks again by itself after a failed question: no notification may come for what is stored already', async () => {
    const { watch, stored, asked, failures, broken } = store();
    stored.add('a');
    broken.times = 2;
    expect(await watch.wait(awaited('a'), never)).toEqual(found(awaited('a')));
    expect([asked, failures.length]).toEqual([[['a'], ['a'], ['a']], 2]);
  });

  it('does not ask again for those who have gone meanwhile', async () => {
    const { watch, stored, asked, broken } = store();
    stored.add('b');
    broken.times = 1;
    const caller = new AbortController();
    const given = watch.wait(awaited('a'), caller.signal);
    const other = watch.wait(awaited('b'), never);
    caller.abort();
    expect(await given).toBeUndefined();
    expect(await other).toEqual(found(awaited('b')));
    expect(asked.at(-1)).toEqual(['b']);
  });

  it('asks once for all who begin to wait together, and again only for partitions that have moved', async () => {
    const { watch, stored, asked } = store();
    const waits = [watch.wait(awaited('a', 0), never), watch.wait(awaited('b', 1), never)];
    stored.add('a').add('b');
    watch.storeMoved([{ category: 'workflow', partition: 1 }]);
    await waits[1];
    watch.storeMoved([{ category: 'memory', partition: 0 }]);
    watch.storeMoved([{ category: 'workflow', partition: 0 }]);
    await waits[0];
    expect(asked.flat().filter((id) => id === 'b').length).toBeLessThanOrEqual(2);
    expect(asked[0]).toEqual(['a', 'b']);
  });
});
