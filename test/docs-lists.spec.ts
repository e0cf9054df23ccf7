import { describe, expect, it } from '@jest/globals';
import { problemKinds } from '@skein/contracts';
import { commands } from '../apps/cli/src/commands.ts';
import { runProgram } from '../apps/cli/src/program.ts';
import { serviceFor } from '../apps/gateway/src/route-table.ts';
import { filesIn, pages, read, section } from './support/doc-pages.ts';

describe('the routes in the docs', () => {
  /** Method and path of every route of a service, with parameters as the docs write them. */
  const served = filesIn('apps', '.controller.ts').flatMap((file) => {
    const source = read(file);
    const base = /@Controller\('([^']+)'\)/.exec(source)![1]!;
    const routes = [...source.matchAll(/^ {2}@(Get|Post|Put|Delete)\((?:'([^']*)')?\)/gm)];
    return routes.map(([, method, path]) =>
      `${method!.toUpperCase()} /${[base, path].filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}'),
    );
  });
  const listed = [...section(read('docs/architecture.md'), 'Routes').matchAll(/`((?:GET|POST|PUT|DELETE) \/v1[^`]*)`/g)].map(
    ([, route]) => route!,
  );

  it('are those that the services have', () => expect(listed.sort()).toEqual(served.sort()));

  it('all lead somewhere at the gateway', () => {
    for (const route of listed) {
      const [method, path] = route.split(' ');
      expect([route, serviceFor(method!, path!.replace(/\{\w+\}/g, 'x'))]).not.toEqual([route, undefined]);
    }
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
