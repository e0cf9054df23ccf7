import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { gateOf } from './gate-of.ts';

interface Options {
  because: string;
}

export const reject: Register = (program, run) =>
  program
    .command('reject')
    .description('vote against a gate, which ends the workflow')
    .argument('<workflow>', 'the workflow')
    .argument('[gate]', 'the gate (default: the only open one)')
    .requiredOption('--because <text>', 'why')
    .addHelpText('after', examples('skein reject w1 --because "the numbers are wrong"', 'skein reject w1 ship --because "too early"'))
    .action(
      run<Options>(async (context, { because }, workflow, named) => {
        const client = await connect(context);
        const gate = await gateOf(client, workflow, named);
        const result = await client.approvals.reject(workflow, gate, because);
        context.terminal.result(result, `rejected ${gate} of ${workflow}: the workflow has ended`);
      }),
    );
