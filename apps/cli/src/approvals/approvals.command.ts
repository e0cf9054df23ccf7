import { GateStatus } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption, wrongValue } from '../command/wrong-value.ts';
import { table } from '../output/table.ts';
import { gateCells, gateHead } from './gate-cells.ts';

interface Options {
  status: string;
  workflow?: string;
  limit: string;
}

export const approvals: Register = (program, run) =>
  program
    .command('approvals')
    .description('list what waits for people, and what it still needs')
    .option('--status <status>', `those that are ${GateStatus.options.join(', ')}, or all`, 'open')
    .option('--workflow <id>', 'only those of this workflow')
    .option('--limit <number>', 'at most so many', '50')
    .addHelpText('after', examples('skein approvals', 'skein approvals --workflow w1 --status all --json'))
    .action(
      run<Options>(async (context, { status, workflow, limit }) => {
        const wanted = { ...statusOf(status), ...(workflow === undefined ? {} : { workflow }) };
        const most = countOption('--limit', limit);
        const client = await connect(context);
        const found = await client.approvals.list(wanted).toArray(most);
        const rows = found.map((view) => [view.workflow, ...gateCells(view)]);
        context.terminal.result({ items: found }, rows.length > 0 ? table(['workflow', ...gateHead], rows) : 'nothing waits for anybody');
      }),
    );

function statusOf(text: string): { status?: GateStatus } {
  if (text === 'all') return {};
  const status = GateStatus.safeParse(text);
  if (status.success) return { status: status.data };
  throw wrongValue(
    `"${text}" is no status of a gate`,
    `there are ${GateStatus.options.join(', ')}.`,
    'give one of these, or all, after --status.',
  );
}
