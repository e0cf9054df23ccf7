import type { Command } from 'commander';
import { connect } from '../command/connect.ts';
import { examples, type Runner } from '../command/register.ts';
import { countOption } from '../command/wrong-value.ts';
import { table } from '../output/table.ts';
import { sourceAmong } from './remove.command.ts';

export const skipped = (group: Command, run: Runner) =>
  group
    .command('skipped')
    .argument('[source]', 'its place or name; else all sources')
    .description('what of the sources is not indexed, and why')
    .option('--limit <number>', 'at most so many', '100')
    .addHelpText('after', examples('skein index skipped', 'skein index skipped . --limit 1000 --json'))
    .action(
      run<{ limit: string }>(async (context, { limit }, given) => {
        const { terminal } = context;
        const most = countOption('--limit', limit);
        const client = await connect(context);
        const wanted = given === undefined ? {} : sourceAmong((await client.index.status()).runs, given);
        const found = await client.index.skipped({ ...wanted, limit: Math.min(most + 1, 500) }).toArray(most + 1);
        const items = found.slice(0, most);
        const rows = items.map(({ reason, document, source, collection }) => [reason, document, source, collection]);
        terminal.result({ items }, rows.length > 0 ? table(['reason', 'document', 'source', 'collection'], rows) : 'nothing was skipped');
        if (found.length > most) terminal.say(`There are more than ${most}: --limit shows more.`);
      }),
    );
