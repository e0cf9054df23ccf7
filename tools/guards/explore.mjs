// Explores with guards taken out: `node tools/node24.mjs --conditions skein-source tools/guards/explore.mjs <guard>…`, one line of JSON for each.
// Every guard gets a copy of the machines of its own in this one process: a query in the URLs of their modules tells them apart.
import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { swcOptions } from '../../swc.config.mjs';
import { guardNamed, sourceWithout } from './without-guard.mjs';

const options = { ...swcOptions, jsc: { ...swcOptions.jsc, rewriteRelativeImportExtensions: false } };
const copied = /\/libs\/(log|testing)\/src\//;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const without = context.parentURL && new URL(context.parentURL).searchParams.get('without');
    if (!without || !copied.test(found.url) || found.url.includes('?')) return found;
    return { ...found, url: `${found.url}?without=${encodeURIComponent(without)}` };
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !new URL(url).pathname.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
    const filename = fileURLToPath(url);
    const without = new URL(url).searchParams.get('without');
    const source = readFileSync(filename, 'utf8');
    const changed = without ? sourceWithout(guardNamed(without), filename, source) : source;
    return { format: 'module', shortCircuit: true, source: transformSync(changed, { ...options, filename }).code };
  },
});

for (const name of process.argv.slice(2)) {
  const { exploredIn } = guardNamed(name);
  const machines = await import(`../../libs/testing/src/exploration/index.ts?without=${encodeURIComponent(name)}`);
  const { states, violation, seconds } = machines.explore(machines.scenarioNamed(exploredIn));
  process.stdout.write(`${JSON.stringify({ name, states, seconds, violation })}\n`);
}
