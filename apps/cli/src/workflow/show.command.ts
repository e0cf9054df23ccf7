import type { WorkflowView } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { gateCells, gateHead } from '../approvals/gate-cells.ts';
import { usageLine } from './usage-line.ts';
import { table } from '../output/table.ts';

export const showWorkflow: Register = (workflow, run) =>
  workflow
    .command('show')
    .description('show the status of a workflow and all its steps')
    .argument('<id>', 'the workflow')
    .addHelpText('after', examples('skein workflow show w1', 'skein workflow show w1 --json'))
    .action(
      run(async (context, _, id) => {
        const client = await connect(context);
        const view = await client.workflows.get(id);
        const [steps, gates] = await Promise.all([client.workflows.steps(id).toArray(), client.approvals.list({ workflow: id }).toArray()]);
        const tables = [
          table(
            ['step', 'status', 'capability', 'attempt', 'held by'],
            steps.map(({ step, status, capability, attempt, heldBy }) => [step, status, capability, String(attempt), heldBy ?? '']),
          ),
          table(gateHead, gates.map(gateCells)),
        ].filter((_, index) => [steps, gates][index]!.length > 0);
        context.terminal.result({ ...view, steps, gates }, [summary(view), ...tables].join('\n\n'));
      }),
    );

const summary = ({ id, title, status, version, startedAt, updatedAt, signals, usage, broken }: WorkflowView): string =>
  [
    `${id}: ${title}`,
    `${status}, version ${version}, started ${startedAt}, last event ${updatedAt}`,
    ...usageLine(usage),
    ...(signals === 0 ? [] : [`${signals} signal${signals === 1 ? '' : 's'} received`]),
    ...(broken ? ['The rows of this workflow could not be kept; its history ("skein workflow events") is whole.'] : []),
  ].join('\n');
