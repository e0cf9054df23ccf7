import { WorkflowStatus } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption, wrongValue } from '../command/wrong-value.ts';
import { table } from '../output/table.ts';

interface Options {
  status?: string;
  tag?: string;
  text?: string;
  limit: string;
}

export const listWorkflows: Register = (workflow, run) =>
  workflow
    .command('list')
    .description('list workflows, the newest first')
    .option('--status <status>', `only those that are ${WorkflowStatus.options.join(', ')}`)
    .option('--tag <tag>', 'only those with this tag')
    .option('--text <text>', 'only those with this in their title')
    .option('--limit <number>', 'at most so many', '20')
    .addHelpText('after', examples('skein workflow list', 'skein workflow list --status running --json'))
    .action(
      run<Options>(async (context, { status, limit, ...rest }) => {
        const wanted = { ...rest, ...(status === undefined ? {} : { status: statusOf(status) }) };
        const most = countOption('--limit', limit);
        const client = await connect(context);
        const found = await client.workflows.list(wanted).toArray(most);
        const rows = found.map(({ id, status, openSteps, completedSteps, updatedAt, title }) => [
          id,
          status,
          `${completedSteps}/${completedSteps + openSteps}`,
          updatedAt,
          title,
        ]);
        context.terminal.result(
          { items: found },
          rows.length > 0 ? table(['id', 'status', 'steps', 'updated', 'title'], rows) : 'no workflows',
        );
      }),
    );

function statusOf(text: string): WorkflowStatus {
  const status = WorkflowStatus.safeParse(text);
  if (status.success) return status.data;
  throw wrongValue(
    `"${text}" is no status of a workflow`,
    `there are ${WorkflowStatus.options.join(', ')}.`,
    'give one of these after --status.',
  );
}
