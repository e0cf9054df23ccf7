import { describe, expect, it } from '@jest/globals';
import { judgedQueries } from './judged-queries.ts';

const files = new Set(['src/a.ts', 'src/b.ts', 'README.md']);
const commit = (subject: string, ...paths: string[]) => ({ id: subject, subject, changes: paths.map((path) => ({ path })) });

describe('commits as questions', () => {
  const texts = (...commits: ReturnType<typeof commit>[]) => judgedQueries(commits, files).queries.map(({ text }) => text);

  it('ask for the files that were changed', () =>
    expect(judgedQueries([commit('Refuse empty orders', 'src/a.ts', 'src/b.ts', 'new.ts')], files)).toEqual({
      queries: [{ id: 'Refuse empty orders', text: 'Refuse empty orders' }],
      judgements: [
        { query: 'Refuse empty orders', file: 'src/a.ts' },
        { query: 'Refuse empty orders', file: 'src/b.ts' },
      ],
    }));

  it('ask for a renamed file under the name that it had', () => {
    const renamed = { id: '1', subject: 'Move the store', changes: [{ path: 'lib/a.ts', from: 'src/a.ts' }] };
    expect(judgedQueries([renamed], files).judgements).toEqual([{ query: '1', file: 'src/a.ts' }]);
  });

  it('do not name the answer, nor an issue', () =>
    expect(texts(commit('Fix typo in README.md (#12)', 'README.md'), commit('Trim `a.ts`: no more #7 waste', 'src/a.ts'))).toEqual([
      'Fix typo in',
      'Trim no more waste',
    ]));

  it('are left out when robots wrote them, when they change many files or none that is there, and when nothing is left of them', () =>
    expect(
      texts(
        commit('Bump zod from 1 to 2', 'src/a.ts'),
        commit('chore(deps): update all', 'src/a.ts'),
        commit('v1.2.3 is out', 'src/a.ts'),
        commit('Rename everything', 'src/a.ts', '1', '2', '3', '4', '5'),
        commit('Add a file', 'new.ts'),
        commit('Update README.md', 'README.md'),
      ),
    ).toEqual([]));
});
