import { describe, expect, it } from '@jest/globals';
import { stateChanges } from './state-changes.ts';

describe('what differs between two states', () => {
  it('is told by place, with what was there and what is', () => {
    const before = { same: 1, gone: true, list: [1, { a: 1 }], 'a/b~c': 0 };
    const after = { same: 1, list: [1, { a: 2 }, 3], 'a/b~c': 1, made: null };
    expect(stateChanges(before, after)).toEqual([
      { path: '/gone', before: true },
      { path: '/list/1/a', before: 1, after: 2 },
      { path: '/list/2', after: 3 },
      { path: '/a~1b~0c', before: 0, after: 1 },
      { path: '/made', after: null },
    ]);
  });

  it('is the whole value where its kind has changed', () => {
    expect(stateChanges({ x: [1] }, { x: { 0: 1 } })).toEqual([{ path: '/x', before: [1], after: { 0: 1 } }]);
    expect(stateChanges(1, null)).toEqual([{ path: '', before: 1, after: null }]);
    expect(stateChanges({ x: 1 }, { x: 1 })).toEqual([]);
  });
});
