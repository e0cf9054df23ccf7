import { describe, expect, it } from '@jest/globals';
import { SkeinError } from '@skein/contracts';
import { Log } from './log.ts';

function logged(write: (log: Log) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(Log.to('memory', 'info', { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a log line', () => {
  it('is one JSON object with level, time, app, message and facts', () =>
    expect(logged((log) => log.with({ partition: 3 }).info('took over', { seq: 7 }))).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), app: 'memory', message: 'took over', partition: 3, seq: 7 },
    ]));

  it('is written only from its level on', () =>
    expect(
      logged((log) => {
        log.debug('no');
        log.warn('yes');
      }),
    ).toMatchObject([{ message: 'yes' }]));

  it('tells the code, the facts, the stack and the cause of an error', () =>
    expect(
      logged((log) => log.error('failed', { err: new SkeinError('service.busy', 'full', { queue: 5 }, { cause: new Error('deeper') }) })),
    ).toMatchObject([
      {
        err: {
          code: 'service.busy',
          facts: { queue: 5 },
          message: expect.stringContaining('deeper'),
          stack: expect.stringContaining('log.spec'),
        },
      },
    ]));

  it.each([
    ['a password in an address', { url: 'postgres://skein:hunter2@127.0.0.1/skein' }],
    ['a password with odd characters in an address', { url: 'postgres://skein:hunter2!$%@127.0.0.1/skein' }],
    ['an API key anywhere', { text: 'refused sk_hunter2_hunter2.' }],
    ['a bearer token', { text: 'Authorization: Bearer hunter2hunter2' }],
    [
      'a field named like a secret',
      { headers: { authorization: 'hunter2', 'x-api-key': 'hunter2', cookie: 'hunter2' }, sealSecret: 'hunter2 "quoted hunter2"' },
    ],
    ['a secret in an error', { err: new Error('cannot reach postgres://skein:hunter2@h') }],
  ])('never shows %s', (_, facts) => {
    const text = JSON.stringify(logged((log) => log.error('failed', facts)));
    expect(text).toContain('***');
    expect(text).not.toContain('hunter2');
  });
});
