import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { guards } from './guards.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const explored = guards.filter(({ exploredIn }) => exploredIn !== undefined);

describe('the guards of the protocol', () => {
  it.each(guards)('has its place: $name', ({ file, find }) => {
    expect(readFileSync(`${root}${file}`, 'utf8').split(find)).toHaveLength(2);
  });

  it('are each needed: without it, the exploration tells how a promise is broken', () => {
    const names = explored.map(({ name }) => name);
    const output = execFileSync(process.execPath, ['--conditions', 'skein-source', 'tools/guards/explore.mjs', ...names], {
      cwd: root,
      encoding: 'utf8',
    });
    const told = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; violation?: { what: string } });
    expect(told.map(({ name, violation }) => [name, violation?.what])).toEqual(
      explored.map(({ name, shownBy }) => [name, expect.stringMatching(shownBy)]),
    );
  });

  it('count as explored only when every scenario was explored to its end', () => {
    const words = ['--conditions', 'skein-source', '--import', './test/typescript-hooks.mjs', 'tools/guards/explore-all.mjs', '', '2'];
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
    expect(stdout).toMatch(/ 0 of \d+ scenarios whole, 0 broken\n$/);
    expect(status).toBe(1);
  });
});
