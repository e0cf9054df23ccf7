import { connect } from '../command/connect.ts';
import { jsonOption } from '../command/wrong-value.ts';
import { examples, type Register } from '../command/register.ts';
import { sendOptions, withSendOptions, type SendFlags } from './send-flags.ts';

interface Options extends SendFlags {
  payload?: string;
}

export const signalWorkflow: Register = (workflow, run) =>
  withSendOptions(
    workflow
      .command('signal')
      .description('tell a workflow of something that happened outside')
      .argument('<id>', 'the workflow')
      .argument('<name>', 'the signal')
      .option('--payload <json>', 'what comes with it'),
  )
    .addHelpText(
      'after',
      examples('skein workflow signal w1 tests-green', `skein workflow signal w1 deployed --payload '{"version":"1.2"}'`),
    )
    .action(
      run<Options>(async (context, { payload, ...flags }, id, name = '') => {
        const data = { name, ...(payload === undefined ? {} : { payload: jsonOption('the payload', '--payload', payload) }) };
        const options = sendOptions(flags);
        const client = await connect(context);
        const result = await client.workflows.signal(id, data, options);
        context.terminal.result(result, `signal ${name} is recorded in ${id}`);
      }),
    );
