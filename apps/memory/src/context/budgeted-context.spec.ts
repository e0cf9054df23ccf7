import { describe, expect, it } from '@jest/globals';
import type { TurnView } from '@skein/contracts';
import fc from 'fast-check';
import { budgetedContext } from './budgeted-context.ts';
import { tokenCounterOf } from './token-counter.ts';

const turn = (number: number, content: string): TurnView => ({
  number,
  content,
  role: 'user',
  actor: 'ann',
  time: '2026-01-01T00:00:00.000Z',
});
const words = { name: 'words', count: (text: string) => text.split(' ').length };
const context = (turns: TurnView[], budget: number, query?: string) =>
  budgetedContext(turns, { thread: 't', budget, query, counter: words });

describe('a budgeted context', () => {
  it('is never over budget, keeps the order, and accounts for every turn', () =>
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ maxCount: 30 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 400 }),
        fc.option(fc.lorem()),
        (texts, budget, query) => {
          const made = context(
            texts.map((text, i) => turn(i + 1, text)),
            budget,
            query ?? undefined,
          );
          const numbers = made.turns.map(({ number }) => number);
          expect(made.tokens).toBe(made.turns.reduce((sum, { tokens }) => sum + tokens, 0));
          expect(made.tokens).toBeLessThanOrEqual(budget);
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
          expect(made.turns.length + made.left.turns).toBe(texts.length);
        },
      ),
    ));

  it('takes the newest turns first', () => {
    const made = context([turn(1, 'a a a a'), turn(2, 'b b b b'), turn(3, 'c c c c')], 16);
    expect(made.turns.map(({ number }) => number)).toEqual([2, 3]);
    expect(made.turns[0]).toMatchObject({ gap: 1, because: 'recent' });
    expect(made.left).toMatchObject({ turns: 1, why: 'the budget is spent' });
  });

  it('brings in an older turn that fits the query, with the gap marked', () => {
    const turns = [
      turn(1, 'the lease of the deploy step'),
      ...Array.from({ length: 20 }, (_, i) => turn(i + 2, 'nothing of interest here')),
    ];
    const made = context(turns, 40, 'deploy lease');
    expect(made.turns[0]).toMatchObject({ number: 1, because: 'relevant' });
    expect(made.turns[1]?.gap).toBeGreaterThan(0);
  });

  it('leaves out a turn that alone is larger than the budget, instead of cutting it', () =>
    expect(context([turn(1, 'x '.repeat(100))], 10).turns).toEqual([]));
});

describe('counting tokens', () => {
  it('uses the real tokenizer of a model that is known', () => {
    expect(tokenCounterOf('gpt-4o').name).toBe('o200k_base');
    expect(tokenCounterOf('gpt-4o').count('hello world')).toBe(2);
    expect(tokenCounterOf('gpt-4-turbo').name).toBe('cl100k_base');
  });

  it('takes text that looks like a control token for text', () =>
    expect(tokenCounterOf('gpt-4o').count('<|endoftext|>')).toBeGreaterThan(1));

  it('says that it estimates for every other model, and does not fall short of a real count on prose', () => {
    const text = 'Any process may be killed, frozen or cut off at any instruction. '.repeat(20);
    expect(tokenCounterOf(undefined).name).toContain('estimate');
    expect(tokenCounterOf('some-model').count(text)).toBeGreaterThan(tokenCounterOf('gpt-4o').count(text));
  });
});
