import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { guards } from '../../test/guards/guards.ts';
import { shown } from './shown.mjs';

/** Every interleaving of the protocol within the larger bound: it answers with how many worlds there were. */
async function exploreAll() {
  const running = promisify(execFile)(process.execPath, [
    '--conditions',
    'skein-source',
    '--import',
    './test/typescript-hooks.mjs',
    'tools/guards/explore-all.mjs',
  ]);
  running.child.stderr.pipe(process.stderr);
  return (await running).stdout.trim();
}

export const guardCases = [
  { name: 'exactly-once S1: every interleaving within the larger bound', run: exploreAll },
  ...guards.map(({ name, protects }) => ({ name: `exactly-once S1: without ${name}, ${protects}`, run: () => shown(name) })),
];
