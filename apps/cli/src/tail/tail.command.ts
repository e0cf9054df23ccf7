import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { eventLine } from '../output/event-line.ts';

interface Options {
  stream?: string;
  type?: string;
  after?: string;
}

export const tail: Register = (program, run) =>
  program
    .command('tail')
    .description('print events as they happen, through all interruptions, until Ctrl-C')
    .option('--stream <id>', 'only events of this workflow, thread or agent')
    .option('--type <types>', 'only events of these types, separated by commas')
    .option('--after <cursor>', 'go on after this cursor of an earlier run (see --json)')
    .addHelpText('after', examples('skein tail', 'skein tail --stream w1', 'skein tail --type workflow.step-completed --json'))
    .action(
      run<Options>(
        async (context, { stream, type, after }) => {
          const { terminal, interrupted } = context;
          const client = await connect(context);
          const live = client.events({
            ...(stream === undefined ? {} : { stream }),
            ...(type === undefined ? {} : { types: type.split(',') }),
            ...(after === undefined ? {} : { after }),
            signal: interrupted,
            onTrouble: ({ message }) => terminal.progress(`waiting: ${message}`),
          });
          terminal.progress('waiting for events; Ctrl-C ends');
          for await (const { event, cursor } of live) {
            terminal.result({ ...event, cursor }, `${event.stream.slice(0, 36).padEnd(36)}  ${eventLine(event, terminal)}`);
          }
        },
        { endsItself: true },
      ),
    );
