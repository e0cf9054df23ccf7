import { describe, expect, it } from '@jest/globals';
import { CliError } from '../failure/cli-error.ts';
import { exitCode } from '../failure/exit-code.ts';
import { keepRunning, type Running } from './keep-running.ts';
import { MOST_FAILURES, RestartPolicy } from './restart-policy.ts';

const failure = (exit: number, code = 'x.y') => new CliError('it cannot start', { code, why: 'so.', todo: 'that.', exit });

/** A server whose starts and ends follow a script; after the last one the keeping is called off. */
function scripted(...script: (string | Error)[]) {
  const stop = new AbortController();
  const said: string[] = [];
  let starts = 0;
  const start = async (): Promise<Running> => {
    const next = script[starts++];
    if (next instanceof Error) throw next;
    if (next === undefined) stop.abort();
    return { ended: Promise.resolve(next ?? 'stopped') };
  };
  const policy = new RestartPolicy({ shortestMs: 0, longestMs: 0 });
  const over = keepRunning({ name: 'store', log: 'store.log', start }, { signal: stop.signal, say: (line) => said.push(line), policy });
  return { over, said, starts: () => starts };
}

describe('a server that shall run all the time', () => {
  it('is started again when it ends, and a person is told how it ended', async () => {
    const { over, said, starts } = scripted('SIGKILL', 'code 1');
    await over;
    expect([said, starts()]).toEqual([['store ended (SIGKILL); starting it again', 'store ended (code 1); starting it again'], 3]);
  });

  it('is tried again when a part that it needs does not answer yet', async () => {
    const { over, starts } = scripted(failure(exitCode.unreachable), failure(exitCode.setUp, 'port.in-use'));
    await over;
    expect(starts()).toBe(3);
  });

  it.each([exitCode.setUp, exitCode.problem])('is not tried again when its first start fails for good (exit code %d)', async (exit) => {
    const { over, starts } = scripted(failure(exit));
    await expect(over).rejects.toMatchObject({ code: 'x.y', exit });
    expect(starts()).toBe(1);
  });

  it('is tried again after a failed start once it has run', async () => {
    const { over, starts } = scripted('SIGKILL', failure(exitCode.setUp));
    await over;
    expect(starts()).toBe(3);
  });

  it('is given up after ten failures in a minute, with the last reason and where to read on', async () => {
    const { over, starts } = scripted(...Array.from({ length: 20 }, () => 'code 70'));
    await expect(over).rejects.toMatchObject({
      code: 'up.gave-up',
      exit: exitCode.unreachable,
      why: expect.stringContaining('ended (code 70)'),
      todo: expect.stringContaining('store.log'),
    });
    expect(starts()).toBe(MOST_FAILURES);
  });
});
