import type { IndexStatus } from '@skein/contracts';
import type { Command } from 'commander';
import { connect } from '../command/connect.ts';
import { examples, type Register, type Runner } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { table } from '../output/table.ts';

export const index: Register = (program, run) => {
  const group = program
    .command('index')
    .description('what is indexed for search')
    .addHelpText('after', examples('skein index status', 'skein index rebuild'));
  status(group, run);
  rebuild(group, run);
};

const status = (group: Command, run: Runner) =>
  group
    .command('status')
    .description('how much is indexed, and how the last run of each source went')
    .addHelpText('after', examples('skein index status --json'))
    .action(
      run(async (context) => {
        const answer = await (await connect(context)).index.status();
        context.terminal.result(answer, statusText(answer));
      }),
    );

const rebuild = (group: Command, run: Runner) =>
  group
    .command('rebuild')
    .description('make the index anew from the tables, beside the one that is searched, and switch')
    .option('--to <adapter>', 'embedded or qdrant: refuse unless it is the one that is configured')
    .addHelpText('after', examples('skein index rebuild', 'skein index rebuild --to qdrant'))
    .action(
      run<{ to?: string }>(async (context, { to }) => {
        if (to !== undefined && to !== 'embedded' && to !== 'qdrant') {
          throw wrongValue(`"${to}" is no adapter`, 'there are embedded and qdrant.', 'name one of them, or none.');
        }
        const answer = await (await connect(context)).index.rebuild({ to });
        context.terminal.result(answer, `${answer.points} points in ${(answer.ms / 1000).toFixed(1)} s (${answer.adapter})`);
      }),
    );

function statusText({ adapter, collections, runs }: IndexStatus): string {
  const sizes = table(
    ['collection', 'chunks'],
    collections.map(({ collection, chunks }) => [collection, String(chunks)]),
  );
  const rows = runs.map(({ collection, source, state, counts: { documents, chunks }, error }) => [
    ...[collection, source, state, `${documents.written} written, ${documents.unchanged} unchanged, ${documents.removed} removed`],
    ...[`${documents.skipped} skipped`, `${chunks.written} chunks written, ${chunks.removed} removed`, error ?? ''],
  ]);
  return [
    `index: ${adapter}`,
    sizes,
    ...(rows.length > 0 ? [table(['collection', 'source', 'run', 'documents', '', 'chunks', ''], rows)] : []),
  ].join('\n\n');
}
