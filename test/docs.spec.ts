import { describe, expect, it } from '@jest/globals';
import { Annotate, StartWorkflow } from '@skein/contracts';
import { accept, emptyHead } from '@skein/log';
import { PartitionLog } from '@skein/testing';
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { blocks, filesIn, pages, read, root, section } from './support/doc-pages.ts';

const decisions = filesIn('docs/decisions', '.md').sort();
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '`');

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
      const read = accept(head, value, log.partition);
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
