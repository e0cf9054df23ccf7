import { describe, expect, it } from '@jest/globals';
import { SkeinError } from '@skein/contracts';
import { explainStartFailure } from './explain-start-failure.ts';
import { StartError } from './start-error.ts';

describe('why an app does not start', () => {
  it('is told with what, why, what to do and a code', () =>
    expect(
      explainStartFailure('memory', new StartError({ code: 'port.in-use', what: 'cannot listen', why: 'taken.', todo: 'set PORT.' })),
    ).toEqual({
      exitCode: 78,
      text: 'memory: cannot listen.\n  Why: taken.\n  Do:  set PORT.\n  Code: port.in-use\n',
    }));

  it.each([
    ['service.unavailable', 69, /start it again/],
    ['store.schema-newer', 78, /change what the message names/],
  ] as const)('has for %s the exit code %d', (code, exitCode, todo) => {
    const failure = explainStartFailure('memory', new SkeinError(code, 'What happened.'));
    expect(failure).toEqual({ exitCode, text: expect.stringMatching(todo) });
    expect(failure.text).toContain(`Why: What happened.\n`);
    expect(failure.text).toContain(`Code: ${code}\n`);
  });

  it('shows an unknown error whole, but no secret in it', () => {
    const { exitCode, text } = explainStartFailure('memory', new Error('no postgres://u:hunter2@h'));
    expect([exitCode, text.includes('hunter2'), text.includes('explain-start-failure.spec')]).toEqual([70, false, true]);
  });
});
