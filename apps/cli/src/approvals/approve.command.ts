import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { gateOf } from './gate-of.ts';

interface Options {
  because?: string;
}

export const approve: Register = (program, run) =>
  program
    .command('approve')
    .description('vote for a gate that waits for a person')
    .argument('<workflow>', 'the workflow')
    .argument('[gate]', 'the gate (default: the only open one)')
    .option('--because <text>', 'why; a critical gate needs it')
    .addHelpText('after', examples('skein approve w1', 'skein approve w1 ship --because "the load test passed"'))
    .action(
      run<Options>(async (context, { because }, workflow, named) => {
        const client = await connect(context);
        const gate = await gateOf(client, workflow, named);
        const result = await client.approvals.approve(workflow, gate, because);
        const granted = result.events?.some(({ type }) => type === 'workflow.approval-granted');
        const said = result.status === 'unchanged' ? 'you had voted already' : granted ? 'the gate is open' : 'more votes are needed';
        context.terminal.result(result, `approved ${gate} of ${workflow}: ${said}`);
      }),
    );
