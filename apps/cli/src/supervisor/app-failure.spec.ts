import { describe, expect, it } from '@jest/globals';
import { appFailure } from './app-failure.ts';

describe('why an app did not start', () => {
  it('is told in the words of the app', () =>
    expect(
      appFailure(
        'event-store',
        { code: 78, how: 'code 78' },
        'event-store: the configuration has 2 problems.\n  Why: A is missing\n       B is missing\n  Do:  set these.\n  Code: config.invalid\n',
        'x.log',
      ),
    ).toMatchObject({
      message: 'event-store cannot start: the configuration has 2 problems',
      why: 'A is missing\n       B is missing',
      todo: 'set these.',
      code: 'config.invalid',
      exit: 78,
    }));

  it('names the log and the error when it crashed', () =>
    expect(
      appFailure('memory', { code: 1, how: 'code 1' }, 'node:internal\n\nError: Cannot find module\n    at x\n\nNode.js v24\n', 'm.log'),
    ).toMatchObject({
      message: 'memory cannot start: it ended with code 1',
      why: 'Error: Cannot find module',
      todo: 'read the end of m.log.',
      code: 'up.app-failed',
      exit: 1,
    }));

  it('may pass when somebody killed it', () =>
    expect(appFailure('memory', { code: null, how: 'SIGKILL' }, '', 'm.log')).toMatchObject({ exit: 69, why: 'it says nothing.' }));
});
