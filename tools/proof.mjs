// `npm run proof`: shows every promise at full count, one named case each. Ends with the line "N passed, N failed".
import { cases } from './proof/cases.mjs';
import { NotShown } from './proof/not-shown.mjs';

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = cases.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase())));
if (process.argv.includes('--list') || chosen.length === 0) {
  for (const { name } of cases) process.stdout.write(`${name}\n`);
  process.exit(chosen.length === 0 ? 2 : 0);
}
// Whoever interrupts a proof means all of it; the case that runs gets the signal too, and ends what it has started.
let interrupted = 0;
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
])
  process.on(signal, () => (interrupted = 128 + number));

const rows = [];
for (const { name, run } of chosen) {
  if (interrupted) break;
  process.stderr.write(`\n— ${name}\n`);
  try {
    rows.push({ name, state: 'passed', text: await run() });
  } catch (error) {
    rows.push({ name, state: error instanceof NotShown ? 'not shown here' : 'FAILED', text: error.message });
  }
}
for (const { name, state, text } of rows) process.stdout.write(`${state}  ${name}: ${text}\n`);
const [passed, failed, notShown] = ['passed', 'FAILED', 'not shown here'].map((one) => rows.filter(({ state }) => state === one).length);
if (notShown > 0) process.stdout.write(`${notShown} not shown here\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
if (interrupted) process.stdout.write(`interrupted: ${chosen.length - rows.length} were not begun\n`);
process.exit(interrupted || (failed === 0 ? 0 : 1));
