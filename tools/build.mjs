// Compiles every workspace's src to dist, only what changed. Types are checked by `npm run types`; this only strips them.
import { transformFile } from '@swc/core';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { swcOptions } from '../swc.config.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function projects() {
  const inside = async (folder) => (await readdir(join(root, folder))).map((name) => join(root, folder, name));
  return [...(await inside('libs')), ...(await inside('apps')), join(root, 'deploy/local')];
}

const modified = async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;

async function buildProject(project) {
  const files = (await readdir(join(project, 'src'), { recursive: true }).catch(() => [])).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  const wanted = new Set(files.map((file) => file.replace(/\.ts$/, '.js')));
  const built = await readdir(join(project, 'dist'), { recursive: true }).catch(() => []);
  for (const file of built) if (file.endsWith('.js') && !wanted.has(file)) await rm(join(project, 'dist', file));
  const compiled = await Promise.all(
    files.map(async (file) => {
      const [source, target] = [join(project, 'src', file), join(project, 'dist', file.replace(/\.ts$/, '.js'))];
      if ((await modified(target)) > Math.max(await modified(source), settingsChanged)) return 0;
      const { code } = await transformFile(source, swcOptions);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
      return 1;
    }),
  );
  return compiled.reduce((sum, one) => sum + one, 0);
}

const settingsChanged = await modified(join(root, 'swc.config.mjs'));
const counts = await Promise.all((await projects()).map(buildProject));
const changed = counts.reduce((sum, one) => sum + one, 0);
if (changed > 0 && !process.argv.includes('--quiet')) process.stderr.write(`built ${changed} files\n`);
