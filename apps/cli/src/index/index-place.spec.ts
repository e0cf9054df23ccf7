import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { everyOption, everyText, sourceOf } from './index-place.ts';

describe('what is named to be indexed', () => {
  const options = { project: 'default' };

  it.each([
    ['shop', {}, { kind: 'git', place: resolve('shop') }],
    ['/src/shop', { branch: 'main' }, { kind: 'git', place: '/src/shop', ref: 'main' }],
    ['.', { worktree: true, name: 'shop' }, { kind: 'git', place: process.cwd(), worktree: true, name: 'shop' }],
    ['https://github.com/acme/shop.git', {}, { kind: 'git', place: 'https://github.com/acme/shop.git' }],
    ['git@github.com:acme/shop.git', {}, { kind: 'git', place: 'ssh://git@github.com/acme/shop.git' }],
    ['notes', { collection: 'feature_specs' }, { kind: 'markdown', place: resolve('notes') }],
    ['issues.json', {}, { kind: 'github-issues', place: resolve('issues.json') }],
    ['export', { collection: 'issue_tracker' }, { kind: 'github-issues', place: resolve('export') }],
    ['tool.json', { collection: 'code_patterns' }, { kind: 'git', place: resolve('tool.json') }],
  ])('is taken for what it is: %s %j', (place, more, source) => {
    expect(JSON.parse(JSON.stringify(sourceOf(place, { ...options, ...more })))).toEqual(source);
  });

  it('is refused for a collection that no source fills', () => {
    expect(() => sourceOf('.', { ...options, collection: 'task_context' })).toThrow('"task_context" is no collection for a source');
  });
});

describe('the time of a schedule', () => {
  it.each([
    ['1m', 60],
    ['15m', 900],
    ['90m', 5_400],
    ['2h', 7_200],
    ['7d', 604_800],
  ])('%s is %i seconds, and is shown as it was given', (text, seconds) => {
    expect([everyOption(text), everyText(seconds)]).toEqual([seconds, text]);
  });

  it.each(['', '5', '0m', '30s', '1 h', '400d', '-1m', '1e3m'])('is not "%s"', (text) => {
    expect(() => everyOption(text)).toThrow(`"${text}" is no time for --every`);
  });
});
