import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { sendOptions, withSendOptions, type SendFlags } from './send-flags.ts';

interface Options extends SendFlags {
  from: string;
  because?: string;
}

export const retryWorkflow: Register = (workflow, run) =>
  withSendOptions(
    workflow
      .command('retry')
      .description('take a failed workflow up again, from a step on')
      .argument('<id>', 'the workflow')
      .requiredOption('--from <step>', 'the step; it runs again with all that depends on it, and with what was not completed')
      .option('--because <text>', 'why'),
  )
    .addHelpText('after', examples('skein workflow retry w1 --from draft', 'skein workflow retry w1 --from read --expect-version 12'))
    .action(
      run<Options>(async (context, { from, because, ...flags }, id) => {
        const options = sendOptions(flags);
        const client = await connect(context);
        const result = await client.workflows.retry(id, { step: from, ...(because === undefined ? {} : { reason: because }) }, options);
        const steps = result.events?.filter(({ type }) => type === 'workflow.step-rescheduled').length ?? 0;
        context.terminal.result(result, `${id} goes on from ${from}: ${steps === 1 ? '1 step runs' : `${steps} steps run`} again`);
      }),
    );
