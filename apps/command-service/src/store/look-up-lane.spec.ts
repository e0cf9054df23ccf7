import { describe, expect, it } from '@jest/globals';
import { SkeinError } from '@skein/contracts';
import type { LookedUp, LookUp } from '@skein/postgres';
import { LookUpLane } from './look-up-lane.ts';

const question = (partition: number): LookUp => ({ category: 'workflow', partition, reducerVersion: 1, commands: [], streams: [] });
const answerTo = ({ partition }: LookUp): LookedUp => ({ at: partition, results: [], streams: [] });

/** A store that answers a statement when it is told to, and refuses those about one partition. */
function slowStore(refused?: number, error = new Error('refused')) {
  const statements: number[][] = [];
  const answers: (() => void)[] = [];
  const lane = new LookUpLane(async (asked) => {
    statements.push(asked.map(({ partition }) => partition));
    await new Promise<void>((resolve) => answers.push(resolve));
    if (asked.some(({ partition }) => partition === refused)) throw error;
    return asked.map(answerTo);
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const answerAll = async () => {
    for (await turn(); answers.length > 0; await turn()) answers.shift()!();
  };
  return { lane, statements, turn, answerAll };
}

describe('looking up for several owners', () => {
  it('asks once for what is asked in one turn, and gives each its own answer', async () => {
    const { lane, statements, answerAll } = slowStore();
    const found = Promise.all([1, 2, 3].map((partition) => lane.lookUp(question(partition))));
    await answerAll();
    expect((await found).map(({ at }) => at)).toEqual([1, 2, 3]);
    expect(statements).toEqual([[1, 2, 3]]);
  });

  it('gathers what is asked while two statements are under way', async () => {
    const { lane, statements, turn, answerAll } = slowStore();
    const found = [];
    for (const partition of [1, 2, 3, 4]) {
      found.push(lane.lookUp(question(partition)));
      await turn();
    }
    await answerAll();
    expect((await Promise.all(found)).map(({ at }) => at)).toEqual([1, 2, 3, 4]);
    expect(statements).toEqual([[1], [2], [3, 4]]);
  });

  it('asks one by one when they cannot be answered together, so that only the one that cannot fails', async () => {
    const { lane, answerAll } = slowStore(2);
    const found = Promise.allSettled([1, 2, 3].map((partition) => lane.lookUp(question(partition))));
    await answerAll();
    expect((await found).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all at once when the database is away', async () => {
    const { lane, statements, answerAll } = slowStore(2, new SkeinError('service.unavailable', 'away'));
    const found = Promise.allSettled([1, 2, 3].map((partition) => lane.lookUp(question(partition))));
    await answerAll();
    expect((await found).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(statements).toHaveLength(1);
  });

  it('puts no more than two thousand commands and streams into a statement, but a question is never divided', async () => {
    const { lane, statements, answerAll } = slowStore();
    const large = (partition: number, count: number): LookUp => ({
      ...question(partition),
      commands: Array.from({ length: count }, (_, n) => ({ tenant: 'acme', stream: 's', id: `c${n}` })),
    });
    const found = Promise.all([large(1, 3_000), large(2, 1_500), large(3, 500), large(4, 1)].map((one) => lane.lookUp(one)));
    await answerAll();
    await found;
    expect(statements).toEqual([[1], [2, 3], [4]]);
  });
});
