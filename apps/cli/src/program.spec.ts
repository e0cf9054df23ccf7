import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from './commands.ts';
import { runProgram } from './program.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'skein-cli-'));
});
afterEach(() => rm(home, { recursive: true }));

async function skein(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const screens = [{ write: (text: string) => out.push(text) }, { write: (text: string) => err.push(text) }] as const;
  const env = { PATH: process.env.PATH, SKEIN_HOME: home };
  const code = await runProgram(args, commands, { env, interrupted: new AbortController().signal, screens });
  return { code, out: out.join(''), err: err.join('') };
}

const errorForm = /^skein: .+\.\n {2}Why: .+\n {2}Do: {2}.+\n {2}Code: [a-z]+\.[a-z-]+\n$/;
const words = [
  ['up'], ['down'], ['reset'], ['doctor'], ['workflow', 'start'], ['workflow', 'list'], ['workflow', 'show'], ['workflow', 'events'],
  ['workflow', 'retry'], ['workflow', 'signal'], ['approvals'], ['approve'], ['reject'], ['escalate'], ['tail'], ['agents'], ['search'], ['context'], ['verify'], ['rebuild'], ['republish'],
  ['log', 'partitions'], ['log', 'heads'], ['log', 'park'], ['log', 'release'],
  ['dead-letter', 'list'], ['dead-letter', 'show'], ['dead-letter', 'retry'], ['key', 'create'], ['key', 'revoke'],
  ['index'], ['index', 'status'], ['index', 'unschedule'], ['index', 'remove'], ['index', 'verify'], ['index', 'rebuild'], ['sync', 'linear'],
]; // prettier-ignore

describe('the help', () => {
  it('of a verification of the index says what it does not compare', async () => {
    expect((await skein('index', 'verify', '--help')).out).toMatch(/Not compared: task_context.*dense vectors.*weights/);
  });

  it.each(words)('of %s %s shows examples and --json, and is no failure', async (...command) => {
    const { code, out } = await skein(...command, '--help');
    expect(code).toBe(0);
    expect(out).toContain('--json');
    expect(out).toMatch(new RegExp(`Examples:\\n(.|\\n)*\\$ .*skein ${command.join(' ')}`));
  });

  it.each(['demo', 'workflow', 'key', 'log', 'dead-letter'])('of the group %s shows examples too', async (group) => {
    const { code, out } = await skein(group, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Examples:\\n +\\$ skein ${group} `));
  });

  it('names every command', async () => {
    const { code, out } = await skein('--help');
    expect(code).toBe(0);
    for (const [first] of words) expect(out).toMatch(new RegExp(`^ {2}${first}\\b`, 'm'));
  });
});

describe('a line that skein does not understand', () => {
  it.each([
    [['fly'], "unknown command 'fly'"],
    [['up', '--fast'], "unknown option '--fast'"],
    [['search', 'lease', '-test', '--fast'], "unknown option '--fast'"],
    [['context', 'lease', '-test', '--fast'], "unknown option '--fast'"],
    [['up', '--port', '0'], '"0" is no port'],
    [['workflow', 'show'], "missing required argument 'id'"],
    [['workflow', 'start', 'x', '--step', 'read'], '"read" is no step'],
    [['workflow', 'start', 'x', '--input', '{'], 'the input is no JSON'],
    [['workflow', 'start', ''], 'the title is empty'],
    [['workflow', 'start', ' '], 'the title is empty'],
    [['workflow', 'list', '--status', 'lost'], '"lost" is no status'],
    [['workflow', 'retry', 'w1'], "required option '--from <step>' not specified"],
    [['workflow', 'retry', 'w1', '--from', 'a', '--expect-version', 'x'], '"x" is no number'],
    [['workflow', 'signal', 'w1', 'go', '--payload', '{'], 'the payload is no JSON'],
    [['approvals', '--status', 'lost'], '"lost" is no status'],
    [['escalate', 'w1', '--to', 'boss', '--until', 'soon'], '"soon" is no time'],
    [['escalate', 'w1', '--to', ''], 'a role is empty'],
    [['workflow', 'list', '--limit', 'all'], '"all" is no number'],
    [['reject', 'w1'], "required option '--because <text>'"],
    [['key', 'create', '--subject', 'a', '--scopes', 'all'], '"all" is no scope'],
    [['chaos', '--seed', '', '--minutes', '0'], '"" is no number for --seed'],
    [['chaos', '--seed', '0x10', '--minutes', '0'], '"0x10" is no number for --seed'],
    [['chaos', '--minutes', ''], '"" is no number for --minutes'],
    [['workflow'], 'a command is missing'],
    [[], 'a command is missing'],
  ])('%j ends with 2 and says what is wrong with it', async (line, what) => {
    const { code, out, err } = await skein(...line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(what);
    expect(err.slice(err.indexOf('skein: '))).toMatch(errorForm);
  });

  it('is told to programs as JSON', async () => {
    const { code, out } = await skein('workflow', 'show', '--json');
    expect(JSON.parse(out)).toEqual({
      error: { code: 'cli.usage', message: expect.any(String), why: expect.any(String), do: expect.any(String), exit: code },
    });
  });
});

describe('when nothing runs', () => {
  it.each([
    ['workflow', 'list'], ['workflow', 'start', 'x'], ['workflow', 'show', 'w1'], ['workflow', 'events', 'w1'], ['approve', 'w1'],
    ['reject', 'w1', '--because', 'no'], ['tail'], ['agents'], ['search', 'x'], ['search', 'lease', '-test', '--limit', '3'], ['context', 'x', '-y'], ['verify'], ['rebuild', 'views'], ['rebuild', 'store', '--yes'], ['republish'], ['log'], ['log', 'heads'],
    ['log', 'release', 'workflow', '1'], ['dead-letter', 'list'], ['dead-letter', 'retry', '1'], ['key', 'create', '--subject', 'ann'],
  ])('%s %s ends with 69 and says how to start', async (...line) => {
    const { code, err } = await skein(...line);
    expect(code).toBe(69);
    expect(err).toMatch(errorForm);
    expect(err).toContain('Code: cli.not-running');
    expect(err).toContain('skein up');
  }); // prettier-ignore

  it('down has nothing to do', async () => expect(await skein('down', '--json')).toMatchObject({ code: 0, out: '{"stopped":false}\n' }));

  it('reset asks first, and without somebody to ask it removes nothing', async () =>
    expect(await skein('reset')).toMatchObject({ code: 1, err: expect.stringContaining('Code: reset.not-agreed') }));

  it('reset --yes leaves an empty home', async () => {
    await mkdir(join(home, 'index/clone.git'), { recursive: true });
    expect(await skein('reset', '--yes')).toMatchObject({ code: 0 });
    expect(await readdir(home)).toEqual([]);
  });
});
