import { describe, expect, it } from '@jest/globals';
import { mayRepeat } from './upstream-repeat.ts';

const asked = (method: string, path: string, headers: Record<string, string> = {}) => ({ method, path, headers });
const key = { 'idempotency-key': 'k' };
const commands = (...list: object[]) => Buffer.from(JSON.stringify({ commands: list }));

describe('a request that may have been acted upon already', () => {
  it.each([
    ['a read', asked('GET', '/v1/workflows/w1'), undefined],
    ['a search', asked('POST', '/v1/search'), Buffer.from('{"query":"x"}')],
    ['commands that all have ids', asked('POST', '/v1/commands?wait=stored'), commands({ id: 'a' }, { id: 'b' })],
    ['a command that has its id from a key', asked('POST', '/v1/workflows/w1/steps/a/claim', key), Buffer.from('{}')],
    ['a thread that has its id from a key', asked('POST', '/v1/threads', key), Buffer.from('{}')],
  ])('is sent to another replica when it is %s', (_, request, body) => expect(mayRepeat(request, body)).toBe(true));

  it.each([
    ['a command without an id', asked('POST', '/v1/commands'), commands({ id: 'a' }, {})],
    ['a command without a key', asked('POST', '/v1/workflows'), Buffer.from('{}')],
    ['something that makes nothing of a key', asked('POST', '/v1/index', key), Buffer.from('{}')],
    ['a dead letter, whatever its key', asked('POST', '/v1/dead-letters/1/retry', key), Buffer.from('{}')],
    ['a body that is not known as a whole', asked('POST', '/v1/commands', key), undefined],
    ['no JSON', asked('POST', '/v1/commands'), Buffer.from('{')],
  ])('is not when it is %s', (_, request, body) => expect(mayRepeat(request, body)).toBe(false));
});
