import { openDatabase, readAllCursors, STORE_ROLE, STORE_SCHEMA } from '@skein/postgres';
import { logPlaceOf } from '../command/log-place.ts';
import { examples, type Register } from '../command/register.ts';
import { headLine } from './kept-heads.ts';

export const heads: Register = (log, run) => {
  log
    .command('heads')
    .description('print where each partition ends, to be kept elsewhere: "skein verify --heads" then finds what was cut off since')
    .addHelpText('after', examples('skein log heads', 'skein log heads > heads.txt', 'skein log heads --json'))
    .action(
      run(async (context) => {
        const { databaseUrl: url } = await logPlaceOf(context);
        const database = await openDatabase({ url, schema: STORE_SCHEMA, role: STORE_ROLE, applicationName: 'skein-log', poolSize: 1 });
        try {
          const cursors = await readAllCursors(database);
          const items = cursors
            .map(({ category, partition, cursor: { seq, head } }) => ({ category, partition, seq, head }))
            .sort((a, b) => a.category.localeCompare(b.category) || a.partition - b.partition);
          context.terminal.result({ items }, items.map(headLine).join('\n'));
        } finally {
          await database.close();
        }
      }),
    );
};
