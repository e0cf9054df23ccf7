// `npm run proof`: shows every promise at full count, one named case each. Ends with the line "N passed, N failed".
import { cases } from './proof/cases.mjs';

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = cases.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase())));
if (process.argv.includes('--list') || chosen.length === 0) {
  for (const { name } of cases) process.stdout.write(`${name}\n`);
  process.exit(chosen.length === 0 ? 2 : 0);
}
const rows = [];
for (const { name, run } of chosen) {
  process.stderr.write(`\n— ${name}\n`);
  try {
    rows.push({ name, ok: true, text: await run() });
  } catch (error) {
    rows.push({ name, ok: false, text: error.message });
  }
}
for (const { name, ok, text } of rows) process.stdout.write(`${ok ? 'passed' : 'FAILED'}  ${name}: ${text}\n`);
const failed = rows.filter(({ ok }) => !ok).length;
process.stdout.write(`${rows.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
