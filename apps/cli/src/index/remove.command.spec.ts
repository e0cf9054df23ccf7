import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { CliError } from '../failure/cli-error.ts';
import { sourceAmong } from './remove.command.ts';

describe('what is named to be removed', () => {
  const runs = [
    { collection: 'code_patterns', source: resolve('shop') },
    { collection: 'feature_specs', source: resolve('shop') },
    { collection: 'issue_tracker', source: 'linear' },
    { collection: 'code_patterns', source: 'git.example.org/acme/shop' },
  ] as const;

  it.each([
    ['shop', undefined, { source: resolve('shop') }],
    ['shop', 'feature_specs', { source: resolve('shop'), collection: 'feature_specs' }],
    ['linear', undefined, { source: 'linear' }],
    ...['git.example.org/acme/shop', 'https://git.example.org/acme/shop.git', 'git@git.example.org:acme/shop.git'].map(
      (place) => [place, undefined, { source: 'git.example.org/acme/shop' }] as const,
    ),
  ])('is a source that is indexed, by its name or its place: %s %s', (given, collection, source) => {
    expect(sourceAmong(runs, given, collection)).toEqual(source);
  });

  it('is refused with what there is when nothing is indexed of it', () => {
    const refused = (given: string, collection?: string) => {
      try {
        return sourceAmong(runs, given, collection);
      } catch (error) {
        return error instanceof CliError ? [error.message, error.why] : error;
      }
    };
    expect(refused('nowhere')).toEqual([
      'nothing is indexed of "nowhere"',
      `these are indexed: ${resolve('shop')}, linear, git.example.org/acme/shop.`,
    ]);
    expect(refused('shop', 'issue_tracker')).toEqual([
      'nothing is indexed of "shop" in issue_tracker',
      'these are indexed in issue_tracker: linear.',
    ]);
  });
});
