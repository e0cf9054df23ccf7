import { describe, expect, it } from '@jest/globals';
import { Annotate, problemKinds, StartWorkflow } from '@skein/contracts';
import { accept, emptyHead } from '@skein/log';
import { PartitionLog } from '@skein/testing';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../apps/cli/src/commands.ts';
import { runProgram } from '../apps/cli/src/program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const filesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !/(^|\/)(node_modules|dist)\//.test(name))
    .map((name) => join(folder, name));

const pages = ['README.md', ...filesIn('docs', '.md')].sort();
const decisions = filesIn('docs/decisions', '.md').sort();
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '`');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp('^```' + language + '\\n([\\s\\S]*?)^```', 'gm'))].map(([, code]) => code!);
const section = (text: string, title: string): string => text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

/** As GitHub names the heading in an address. */
const anchorsOf = (page: string): Set<string> =>
  new Set(
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

describe('links', () => {
  const links = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ page, target: target! })),
  );
  const own = links.filter(({ target }) => !/^[a-z]+:/.test(target));

  it('lead to files that are there', () => {
    expect(own.length).toBeGreaterThan(60);
    const dead = own.filter(({ page, target }) => !existsSync(join(root, dirname(page), target.split('#')[0]!)));
    expect(dead).toEqual([]);
  });

  it('lead to headings that are there', () => {
    const withAnchor = own.filter(({ target }) => target.includes('#'));
    const dead = withAnchor.filter(({ page, target }) => {
      const [file, anchor] = target.split('#');
      return !anchorsOf(file ? join(dirname(page), file) : page).has(anchor!);
    });
    expect(withAnchor.length).toBeGreaterThan(0);
    expect(dead).toEqual([]);
  });

  it('of the sources lead to sections that are there', () => {
    const sources = [...filesIn('libs', '.ts'), ...filesIn('apps', '.ts')];
    const named = sources.flatMap((file) =>
      [...read(file).matchAll(/(docs\/[a-z/-]+\.md), "([^"]+)"/g)].map(([, page, title]) => [page!, title!]),
    );
    expect(named.length).toBeGreaterThan(2);
    for (const [page, title] of named) expect(section(read(page!), title!)).not.toBe('');
  });
});

describe('the README', () => {
  const text = read('README.md');

  it('has fewer than 150 lines', () => expect(text.split('\n').length).toBeLessThan(150));

  // The way of an event through the layers; each item of the list begins with a link to the file of that station.
  const stations = [
    'libs/client/',
    'apps/gateway/',
    'apps/command-service/src/http/',
    'apps/command-service/src/door/',
    'apps/command-service/src/answers/',
    'libs/log/src/owner/',
    'libs/domain/',
    'libs/log/src/record/',
    'apps/command-service/src/owner/',
    'libs/kafka/',
    'apps/event-store/src/writing/',
    'libs/log/src/record/',
    'apps/event-store/src/folds/',
    'libs/postgres/src/store/',
    'apps/event-store/src/',
    'libs/client/src/subscribe/',
  ];

  it('follows one event from file to file, in the order in which it passes them', () => {
    const items = [...section(text, 'Follow one event').matchAll(/^(\d+)\. .*?\]\(([^)]+)\)/gm)];
    expect(items.map(([, number]) => Number(number))).toEqual(stations.map((_, index) => index + 1));
    items.forEach(([, , target], index) => {
      expect(target).toMatch(new RegExp(`^${stations[index]}.*\\.ts$`));
      expect(existsSync(join(root, target!))).toBe(true);
    });
  });

  it.each(['first-agent.ts', 'first-subscriber.ts'])('shows %s as it is, in at most 15 lines', (name) => {
    const example = read(`examples/${name}`);
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(blocks(text, 'ts')).toContain(example);
    expect(text).toContain(`(examples/${name})`);
  });
});

describe('command lines', () => {
  const shown = pages.flatMap((page) => [...read(page).matchAll(/\bskein ([a-z]+)/g)].map(([, name]) => name!));

  it('name commands that skein has', async () => {
    let help = '';
    const screen = { write: (text: string) => (help += text), isTTY: false };
    await runProgram(['--help'], commands, { env: {}, interrupted: new AbortController().signal, screens: [screen, screen] });
    const names = new Set([...help.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!));
    expect(new Set(shown).size).toBeGreaterThan(5);
    expect(shown.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the list of errors', () => {
  const page = read('docs/errors.md');
  const rows = new Map(
    [...page.matchAll(/^\| `([a-z.-]+)` *(↻)? *\| *([\d, ]+?) *\|/gm)].map(([, code, again, number]) => [
      code!,
      { again: Boolean(again), number },
    ]),
  );

  it('has every problem code, with its status and whether it is worth trying again', () => {
    for (const [code, { status, retriable }] of Object.entries<{ status: number; retriable?: boolean }>(problemKinds)) {
      expect([code, rows.get(code)]).toEqual([code, { again: retriable ?? false, number: String(status) }]);
    }
  });

  it('has every code that a start, the stack or the command line ends with, and no other', () => {
    const sources = ['apps/cli/src', 'libs/platform/src', 'deploy/local/src', 'tools']
      .flatMap((folder) => [...filesIn(folder, '.ts'), ...filesIn(folder, '.mjs')])
      .filter((file) => !file.endsWith('.spec.ts') && !file.endsWith('.fixture.ts'))
      .map(read);
    const used = sources.flatMap((source) => [
      ...[...source.matchAll(/\bcode: (?:.*\?\? )?'([a-z]+\.[a-z-]+)'/g)].map(([, code]) => code!),
      ...[...source.matchAll(/\bCode: ([a-z]+\.[a-z-]+)\\n/g)].map(([, code]) => code!),
      ...[...source.matchAll(/'(stack\.[a-z]+-[a-z-]+)'/g)].map(([, code]) => code!),
    ]);
    const problems = new Set(Object.keys(problemKinds));
    const wanted = [...new Set(used)].filter((code) => !problems.has(code)).sort();
    expect([...rows.keys()].filter((code) => !problems.has(code)).sort()).toEqual(wanted);
  });

  it('names no code anywhere in the docs that it does not have', () => {
    const families = new Set([...rows.keys()].map((code) => code.split('.')[0]!));
    const named = pages.flatMap((one) =>
      [...read(one).matchAll(/`([a-z]+)\.([a-z]+-[a-z-]+)`/g)].map(([, family, name]) => [family!, name!] as const),
    );
    const events = new Set(
      Object.keys(problemKinds)
        .map((code) => code.split('.')[0]!)
        .filter((family) => !['workflow', 'agent'].includes(family)),
    );
    const unknown = named.filter(([family, name]) => families.has(family) && events.has(family) && !rows.has(`${family}.${name}`));
    expect(unknown).toEqual([]);
  });
});

describe('the acceptance rule in the docs', () => {
  const log = new PartitionLog('workflow', 3);
  log.send(StartWorkflow({ title: 'One' }));
  log.send(Annotate({ text: 'a note' }));
  const [first, second] = log.records.map(({ value }) => value) as [string, string];
  const forged = second.replace('a note', 'no note');
  const topic = [
    null,
    'no JSON',
    '7',
    second,
    first,
    first,
    forged.replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${'0'.repeat(64)}"`),
    second,
    forged,
  ];

  const expected = () => {
    let head = emptyHead();
    return topic.map((value) => {
      const read = accept(head, value);
      if (read.kind === 'accepted') head = read.next;
      return read.kind === 'accepted';
    });
  };

  it.each([
    ['README.md', 'js'],
    ['docs/architecture.md', 'ts'],
  ])('accepts in %s what readers of ours accept', (page, language) => {
    const code = blocks(read(page), language).find((block) => block.includes('function accept('))!;
    const rule = stripTypeScriptTypes(code.replace(/^import .*$/gm, '').replaceAll('export ', ''));
    const begin = rule.indexOf('const heads');
    const end = rule.indexOf('\nconst ', begin);
    const body = rule.slice(begin, end < 0 ? undefined : end);
    const acceptOf = new Function('createHash', `${body}\nreturn accept;`)(createHash) as (
      partition: number,
      value: Buffer | null,
    ) => unknown;
    expect(topic.map((value) => acceptOf(3, value === null ? null : Buffer.from(value)) !== undefined)).toEqual(expected());
    expect(expected()).toContain(true);
  });
});

describe('decisions', () => {
  it.each(decisions)('%s says context, choice, reason and consequence in at most 40 lines', (file) => {
    const text = read(file);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    for (const word of ['**Context.**', '**Choice.**', '**Why', '**Consequence.**']) expect(text).toContain(word);
  });

  it('are numbered without a hole', () =>
    expect(decisions.map((file) => Number(/(\d{4})-/.exec(file)![1]))).toEqual(decisions.map((_, index) => index + 1)));

  it('know every package that a workspace depends on, with its version', () => {
    const table = read('docs/decisions/0002-libraries.md');
    const manifests = [
      'package.json',
      ...filesIn('libs', 'package.json'),
      ...filesIn('apps', 'package.json'),
      ...filesIn('deploy/local', 'package.json'),
    ];
    const pinned = manifests.flatMap((file) =>
      Object.entries((JSON.parse(read(file)) as { dependencies?: Record<string, string> }).dependencies ?? {}),
    );
    const missing = pinned.filter(
      ([name, version]) => !name.startsWith('@skein/') && !(table.includes(name.replace(/^@nestjs\//, '')) && table.includes(version)),
    );
    expect(missing).toEqual([]);
  });
});
