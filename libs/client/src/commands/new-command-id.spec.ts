import { describe, expect, it } from '@jest/globals';
import { CommandId } from '@skein/contracts';
import { validate, version } from 'uuid';
import { newCommandId } from './new-command-id.ts';

describe('a new command id', () => {
  it('is a UUIDv7 of its own, however many are made', () => {
    const ids = Array.from({ length: 2_000 }, newCommandId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => validate(id) && version(id) === 7 && CommandId.safeParse(id).success)).toBe(true);
  });
});
