import { expect, it } from '@jest/globals';
import { StackError } from './stack-error.ts';

it('tells a person what happened, why, and what to do', () => {
  const error = new StackError('stack.port-in-use', 'port 9092 is in use', { why: 'another program listens.', todo: 'end it.' });
  expect(String(error)).toBe('skein: port 9092 is in use.\n  Why: another program listens.\n  Do:  end it.\n  Code: stack.port-in-use');
});
