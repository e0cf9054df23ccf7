import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption } from '../command/wrong-value.ts';
import { eventLine } from '../output/event-line.ts';

interface Options {
  from: string;
}

export const workflowEvents: Register = (workflow, run) =>
  workflow
    .command('events')
    .description('print the history of a workflow, oldest first')
    .argument('<id>', 'the workflow')
    .option('--from <version>', 'first version wanted', '1')
    .addHelpText('after', examples('skein workflow events w1', 'skein workflow events w1 --json | jq .data'))
    .action(
      run<Options>(async (context, { from }, id) => {
        const first = countOption('--from', from);
        const client = await connect(context);
        await client.workflows.get(id); // says so when there is no such workflow: its history would only be empty
        for await (const event of client.workflows.events(id, { from: first })) {
          context.terminal.result(event, `${String(event.version).padStart(4)}  ${eventLine(event, context.terminal)}`);
        }
      }),
    );
