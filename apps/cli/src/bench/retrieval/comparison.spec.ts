import { describe, expect, it } from '@jest/globals';
import { compare, together } from './comparison.ts';

const document = (file: string, text: string, history: string[] = []) => ({ id: `${file}#1`, file, path: file, text, history });
const dataset = {
  name: 'small',
  documents: [
    document('src/orders.ts', 'append(order) { log.push(order) }', ['Refuse empty baskets']),
    document('src/users.ts', 'login(name) { check(name) }'),
    ...Array.from({ length: 20 }, (_, index) => document(`docs/${index}.md`, 'baskets may be empty')),
  ],
  queries: [
    { id: '1', text: 'Refuse orders without baskets' },
    { id: '2', text: 'login with a name' },
  ],
  judgements: [
    { query: '1', file: 'src/orders.ts' },
    { query: '2', file: 'src/users.ts' },
  ],
};

describe('a comparison', () => {
  const figures = compare(dataset);
  const hit10 = (ranking: string) => figures.rankings.find((one) => one.ranking === ranking)!.hit10;

  it('finds with all channels what the words of a file alone do not find', () => {
    expect(hit10('plain BM25')).toBe(0.5);
    expect(hit10('fused')).toBe(1);
    expect(figures.gain.mean).toBe(0.5);
  });

  it('shows what each channel does: without history the gain is gone', () => {
    expect(hit10('fused without history')).toBe(0.5);
    expect(hit10('history alone')).toBe(0.5);
  });

  it('says how much was measured', () => expect(figures).toMatchObject({ dataset: 'small', files: 22, chunks: 22, queries: 2 }));

  it('lets data sets count alike', () =>
    expect(together([figures, figures]).map(({ hit10 }) => hit10)).toEqual(figures.rankings.map(({ hit10 }) => hit10)));
});
