import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { SchemaPipe } from './schema.pipe.ts';

describe('the validation of a parameter', () => {
  const pipe = new SchemaPipe();
  const schemas = [z.object, z.strictObject].map((kind) => kind({ data: z.unknown(), count: z.int().default(1) }));

  describe.each([
    ['an object', schemas[0]!],
    ['a strict object', schemas[1]!],
  ])('that is %s', (_, schema) => {
    it('keeps every key of what callers send as data', async () => {
      const data = { prototype: 'a car', constructor: 'ACME', nested: { prototype: 1 } };
      expect(await pipe.transform({ data }, { type: 'body', schema })).toEqual({ data, count: 1 });
    });

    it('says what does not fit', async () => {
      await expect(pipe.transform({ count: 'x' }, { type: 'body', schema })).rejects.toMatchObject({
        code: 'request.invalid',
        message: expect.stringContaining('count'),
      });
    });
  });
});
