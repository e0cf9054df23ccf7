import type { Context } from '../command/context.ts';
import { logPlaceOf } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { rebuildStore } from './rebuild-store.ts';
import { runRows } from './rows-process.ts';

interface Options {
  yes?: boolean;
  giveUp?: boolean;
}

const made = ['views', 'snapshots'];

export const rebuild: Register = (program, run) =>
  program
    .command('rebuild')
    .description('make views, snapshots or the whole store anew from what they are made of')
    .argument('<what...>', '"views" and "snapshots" from the stored events, or "store" from Kafka')
    .option('--yes', 'do not ask before the store is emptied')
    .option('--give-up', 'empty the store although Kafka does not hold all that it has')
    .addHelpText(
      'after',
      examples('skein rebuild views', 'skein rebuild views snapshots --json', 'skein rebuild store --yes') +
        '\nServices may run meanwhile: they wait, and go on behind it. Killed in the middle, it can be given again.\n',
    )
    .action(
      run<Options>(async (context, options, ...what) => {
        const words = [...new Set(what)];
        if (words.length === 1 && words[0] === 'store') return await rebuildStore(context, options);
        const unknown = words.find((word) => !made.includes(word));
        if (unknown === undefined) return await rebuildRows(context, words);
        throw wrongValue(
          `"${unknown}" cannot be rebuilt${unknown === 'store' ? ' together with others' : ''}`,
          'what can be is "views", "snapshots", or "store" alone, which makes the other two as well.',
          'name one of these, such as "skein rebuild views".',
        );
      }),
    );

async function rebuildRows(context: Context, words: readonly string[]): Promise<void> {
  const { terminal, interrupted } = context;
  const place = await logPlaceOf(context);
  const since = performance.now();
  const { events, rows, removed } = await runRows(place, words, interrupted, ({ progress }) => {
    if (progress) terminal.progress(`folded ${progress.events} of ${progress.total} records`);
  });
  const seconds = Number(((performance.now() - since) / 1000).toFixed(1));
  terminal.result(
    { rebuilt: words, events, rows, strays: removed, seconds },
    `${words.join(' and ')} made anew from ${events} events: ${rows} rows in ${seconds} s${removed ? `; ${removed} rows of no history removed` : ''}`,
  );
}
