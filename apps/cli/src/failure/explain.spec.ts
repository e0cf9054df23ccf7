import { describe, expect, it } from '@jest/globals';
import { SkeinError } from '@skein/contracts';
import { StackError } from '@skein/local';
import { errorText } from './error-text.ts';
import { explain } from './explain.ts';

describe('what a person is told when a command fails', () => {
  it('has the form of all errors', () => {
    const error = new StackError('stack.java-missing', 'Java 17 or newer is needed', { why: 'no java was found.', todo: 'install it.' });
    expect(errorText(explain(error))).toBe(
      'skein: Java 17 or newer is needed.\n  Why: no java was found.\n  Do:  install it.\n  Code: stack.java-missing\n',
    );
  });

  it.each([
    ['stack.java-missing', 78],
    ['stack.port-in-use', 78],
    ['stack.broker-unreachable', 69],
    ['stack.database-unreachable', 69],
    ['stack.already-running', 1],
  ] as const)('ends for %s with %d', (code, exit) => expect(explain(new StackError(code, 'x', { why: 'y.', todo: 'z.' })).exit).toBe(exit));

  it.each([
    ['service.unavailable', 69],
    ['store.schema-newer', 78],
    ['log.partition-count', 78],
    ['identity.key-unknown', 1],
    ['workflow.unknown', 1],
  ] as const)('ends for %s with %d', (code, exit) => expect(explain(new SkeinError(code, 'x.')).exit).toBe(exit));

  it('finds what, why and what to do in the sentences of a problem', () =>
    expect(
      explain(new SkeinError('workflow.unknown', 'There is no workflow w1. It may be of another tenant. Check the id.')),
    ).toMatchObject({
      message: 'There is no workflow w1',
      why: 'It may be of another tenant.',
      todo: 'Check the id.',
    }));

  it('says why something is unknown in other words than that it is', () =>
    expect(explain(new SkeinError('workflow.unknown', 'There is no workflow w1. Check the id.'))).toMatchObject({
      message: 'There is no workflow w1',
      why: 'nothing of that name is stored for the tenant of your key.',
      todo: 'Check the id.',
    }));

  it('blames no tenant for a dead letter that is unknown, as they are of all tenants', () =>
    expect(explain(new SkeinError('command.letter-unknown', 'There is no dead letter 99999. List them.'))).toMatchObject({
      message: 'There is no dead letter 99999',
      why: 'no command was set aside under that number, for any tenant.',
      todo: 'List them.',
    }));

  it('shows a bug whole', () => {
    const told = explain(new TypeError('undefined is no function'));
    expect([told.code, told.exit]).toEqual(['cli.failed', 70]);
    expect(told.why).toContain('explain.spec');
  });
});
