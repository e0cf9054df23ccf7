import { describe, expect, it } from '@jest/globals';
import type { IndexSource } from '@skein/contracts';
import { plainPlace } from './plain-place.ts';

describe('the place of a source', () => {
  it.each(['/src/shop', '/src/shop/', '/src//shop/.', '/src/shop/lib/..'])('is the same however it is spelled: %s', (place) =>
    expect(plainPlace({ kind: 'git', place, ref: 'main' })).toEqual({ kind: 'git', place: '/src/shop', ref: 'main' }),
  );

  it.each<IndexSource>([{ kind: 'git', place: 'https://git.example.org/acme/shop/' }, { kind: 'linear' }])(
    'is left as it is where it is no folder: %j',
    (source) => expect(plainPlace(source)).toEqual(source),
  );

  it.each(['.', 'shop', '../shop', 'git@git.example.org:acme/shop.git'])('is refused where it depends on who reads it: %s', (place) =>
    expect(() => plainPlace({ kind: 'git', place })).toThrow('Name the whole path'),
  );
});
