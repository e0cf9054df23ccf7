import { examples, type Register } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { readLiveRun } from '../home/run-file.ts';
import type { Terminal } from '../output/terminal.ts';
import { off, type Finding } from './finding.ts';
import { homeFindings } from './home.ts';
import { machineFindings } from './machine.ts';
import { partFindings } from './parts.ts';

export const doctor: Register = (program, run) =>
  program
    .command('doctor')
    .description('check the machine, the deployment and all that runs, and say what to do')
    .addHelpText('after', examples('skein doctor', 'skein doctor --json'))
    .action(
      run(async (context) => {
        const { home, terminal } = context;
        terminal.progress('looking');
        const live = await readLiveRun(home);
        const parts = live ? partFindings(live) : [off('services', 'nothing runs here: "skein up" starts everything')];
        const findings = (await Promise.all([machineFindings(context), homeFindings(home, live), parts])).flat();
        const problems = findings.filter(({ state }) => state === 'problem').length;
        terminal.result({ ok: problems === 0, home, findings }, findings.map((finding) => lineOf(finding, terminal)).join('\n'));
        terminal.say(problems === 0 ? 'all in order' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`);
        return problems === 0 ? exitCode.done : exitCode.problem;
      }),
    );

const marks = { ok: ['green', 'ok     '], problem: ['red', 'problem'], off: ['dim', 'off    '] } as const;

function lineOf({ name, state, detail, todo }: Finding, terminal: Terminal): string {
  const [style, word] = marks[state];
  return `${terminal.markResult(style, word)}  ${name.padEnd(18)}${detail}${todo ? `\n${' '.repeat(27)}Do: ${todo}` : ''}`;
}
