// Explores the large scenarios: `node tools/node24.mjs --conditions skein-source --import ./test/typescript-hooks.mjs tools/guards/explore-all.mjs
// [part of a name] [states of one scenario, at most]`. Says of each whether it was explored whole; ends with 1 unless all were, and nothing broke.
import { explore, largeScenarios, smallScenarios } from '../../libs/testing/src/exploration/index.ts';

const wanted = process.argv[2] ?? '';
const most = Number(process.argv[3] ?? 4_000_000);
const reports = [];
for (const scenario of [...smallScenarios, ...largeScenarios].filter(({ name }) => name.includes(wanted))) {
  const onProgress = ({ states, seconds }) => process.stderr.write(`  ${scenario.name}: ${states} states, ${seconds.toFixed(0)} s\n`);
  const report = explore(scenario, { most, onProgress });
  const { states, transitions, depth, seconds, complete, violation } = report;
  process.stderr.write(
    `${scenario.name}: ${states} states, ${transitions} transitions, depth ${depth}, ${seconds.toFixed(1)} s, ${complete ? 'whole' : 'not to its end'}\n`,
  );
  if (violation)
    process.stderr.write(`  ${[violation.what, ...violation.story.map((line, index) => `${index + 1}. ${line}.`)].join('\n  ')}\n`);
  reports.push(report);
}
const sum = (of) => reports.reduce((total, report) => total + of(report), 0);
const broken = reports.filter(({ violation }) => violation);
const whole = reports.filter(({ complete }) => complete).length;
process.stdout.write(
  `${sum(({ states }) => states)} states, ${sum(({ transitions }) => transitions)} transitions, depth ${Math.max(...reports.map(({ depth }) => depth))}, ${whole} of ${reports.length} scenarios whole, ${broken.length} broken\n`,
);
process.exit(broken.length > 0 || reports.length === 0 || whole < reports.length ? 1 : 0);
