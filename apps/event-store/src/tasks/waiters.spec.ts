import { describe, expect, it } from '@jest/globals';
import { asksOf, shareOut, type Waiter } from './waiters.ts';

const waiter = (subject: string, max = 1, more: Partial<Waiter['wanted']> = {}): Waiter => ({
  wanted: { tenant: 'acme', subject, capabilities: ['dig'], max, offerMs: 5_000, ...more },
  waits: true,
  asked: false,
  over: false,
  answer: () => undefined,
  fail: () => undefined,
});
const step = (name: string, tenant = 'acme') => ({ tenant, stream: 'w1', step: name });

describe('what waiting pollers ask for', () => {
  it('is one ask for those who stand together and want the same', () => {
    const asks = asksOf([waiter('ann'), waiter('ann', 3), waiter('bob'), waiter('ann')]);
    expect(asks.map(({ kind, subject, max }) => [kind, subject, max])).toEqual([
      [1, 'ann', 4],
      [2, 'bob', 1],
      [1, 'ann', 1],
    ]);
  });

  it('is another ask where offers would last for another time', () => {
    expect(asksOf([waiter('ann'), waiter('ann', 1, { offerMs: 500 })])).toMatchObject([{ offerMs: 5_000 }, { offerMs: 500 }]);
  });
});

describe('what was found for them', () => {
  it('goes to the longest waiting first, to each no more than it wants', () => {
    const [first, second, third] = [waiter('ann'), waiter('ann', 2), waiter('ann')];
    const { shares, left } = shareOut(asksOf([first, second, third]), [['a', 'b', 'c'].map((name) => step(name))]);
    expect(shares.get('acme')).toEqual([
      { waiter: first, steps: [step('a')] },
      { waiter: second, steps: [step('b'), step('c')] },
    ]);
    expect(left).toEqual([]);
  });

  it('passes over who has given up meanwhile, and tells of what nobody waits for', () => {
    const [gone, there] = [{ ...waiter('ann'), over: true }, waiter('ann')];
    const { shares, left } = shareOut(asksOf([gone, there]), [[step('a'), step('b')]]);
    expect(shares.get('acme')).toEqual([{ waiter: there, steps: [step('a')] }]);
    expect(left).toEqual([step('b')]);
  });

  it('is told by tenant', () => {
    const [ann, eve] = [waiter('ann'), waiter('eve', 1, { tenant: 'rival' })];
    const { shares } = shareOut(asksOf([ann, eve]), [[step('a')], [step('b', 'rival')]]);
    expect([...shares]).toEqual([
      ['acme', [{ waiter: ann, steps: [step('a')] }]],
      ['rival', [{ waiter: eve, steps: [step('b', 'rival')] }]],
    ]);
  });
});
