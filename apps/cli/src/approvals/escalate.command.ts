import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { several } from '../workflow/step-option.ts';
import { gateOf } from './gate-of.ts';

interface Options {
  to: string[];
  until?: string;
  because?: string;
}

export const escalate: Register = (program, run) =>
  program
    .command('escalate')
    .description('hand a gate that you may decide to other roles')
    .argument('<workflow>', 'the workflow')
    .argument('[gate]', 'the gate (default: the only open one)')
    .requiredOption('--to <role>', 'who shall decide instead (may be repeated)', several)
    .option('--until <time>', 'a new deadline, such as 2026-12-24T12:00:00Z (default: it stays)')
    .option('--because <text>', 'why')
    .addHelpText('after', examples('skein escalate w1 --to boss', 'skein escalate w1 ship --to boss --to ops --because "I am on leave"'))
    .action(
      run<Options>(async (context, { to, until, because }, workflow, named) => {
        if (to.some((role) => role.trim() === ''))
          throw wrongValue('a role is empty', 'somebody must be able to decide.', 'name one, such as --to boss.');
        const deadline = until === undefined ? {} : { expiresAt: instantOf(until) };
        const client = await connect(context);
        const gate = await gateOf(client, workflow, named);
        const reason = because === undefined ? {} : { reason: because };
        const result = await client.approvals.escalate(workflow, { gate, roles: to, ...deadline, ...reason });
        context.terminal.result(result, `${gate} of ${workflow} is now for ${to.join(' or ')} to decide`);
      }),
    );

function instantOf(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw wrongValue(`"${text}" is no time`, 'a deadline is a date and a time.', 'write it like 2026-12-24T12:00:00Z.');
}
