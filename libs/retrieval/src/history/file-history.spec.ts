import { describe, expect, it } from '@jest/globals';
import { fileHistories } from '@skein/retrieval';

const commit = (subject: string, ...changes: { path: string; from?: string; deleted?: boolean }[]) => ({ subject, changes });

describe('the history of a file', () => {
  it('is what commits said that changed it, newest first', () =>
    expect(fileHistories([commit('new', { path: 'a' }), commit('old', { path: 'a' }, { path: 'b' })], new Set(['a', 'b']))).toEqual(
      new Map([
        ['a', ['new', 'old']],
        ['b', ['old']],
      ]),
    ));

  it('follows renames, several in a row', () => {
    const commits = [
      commit('now', { path: 'c' }),
      commit('second move', { path: 'c', from: 'b' }),
      commit('first move', { path: 'b', from: 'a' }),
      commit('begin', { path: 'a' }),
    ];
    expect(fileHistories(commits, new Set(['c'])).get('c')).toEqual(['now', 'second move', 'first move', 'begin']);
  });

  it('does not give a file what was said of another one that once had its name', () => {
    const commits = [commit('a is back', { path: 'a' }), commit('move', { path: 'b', from: 'a' })];
    expect(fileHistories(commits, new Set(['a', 'b'])).get('a')).toEqual(['a is back']);
  });

  it('leaves out files that are gone, deletions, and commits that change very much', () => {
    const commits = [
      commit('delete', { path: 'a', deleted: true }),
      commit('all', { path: 'a' }, { path: 'b' }),
      commit('gone', { path: 'x' }),
    ];
    expect(fileHistories(commits, new Set(['a', 'b']), { perFile: 9, largestCommit: 1 })).toEqual(new Map());
  });

  it('keeps the newest', () =>
    expect(
      fileHistories([commit('3', { path: 'a' }), commit('2', { path: 'a' })], new Set(['a']), { perFile: 1, largestCommit: 9 }).get('a'),
    ).toEqual(['3']));
});
