import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { table } from '../output/table.ts';

interface Options {
  capability?: string;
  tag?: string;
  text?: string;
}

export const agents: Register = (program, run) =>
  program
    .command('agents')
    .description('list agents, with what they can do and whether they live')
    .option('--capability <name>', 'only those that can do this')
    .option('--tag <tag>', 'only those with this tag')
    .option('--text <text>', 'only those with this in their name or description')
    .addHelpText('after', examples('skein agents', 'skein agents --capability docs/read --json'))
    .action(
      run<Options>(async (context, { capability, tag, text }) => {
        const client = await connect(context);
        const query = { ...(capability && { capability }), ...(tag && { tag }), ...(text && { text }) };
        const found = await client.agents.find(query).toArray();
        const rows = found.map(({ id, state, load, capabilities, name }) => [
          id,
          state,
          `${Math.round(load * 100)} %`,
          capabilities.join(','),
          name,
        ]);
        context.terminal.result({ items: found }, rows.length > 0 ? table(['id', 'state', 'load', 'can', 'name'], rows) : 'no agents');
      }),
    );
