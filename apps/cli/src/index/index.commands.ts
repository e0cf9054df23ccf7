import type { IndexStatus } from '@skein/contracts';
import type { Command } from 'commander';
import { connect } from '../command/connect.ts';
import { examples, type Register, type Runner } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { everyOption, everyText, indexAndWatch, sourceOf, type PlaceOptions } from './index-place.ts';
import { verify } from './verify.command.ts';
import { rebuild } from './rebuild.command.ts';
import { namesOf } from './place-named.ts';
import { remove } from './remove.command.ts';
import { skipped } from './skipped.command.ts';
import { statusText } from './status-text.ts';

export const index: Register = (program, run) => {
  const group = program
    .command('index')
    .description('what is indexed for search')
    .addHelpText(
      'after',
      examples(
        'skein index .',
        'skein index https://github.com/acme/shop --branch main',
        'skein index . --every 15m',
        'skein index status',
        'skein index rebuild',
      ),
    );
  group
    .argument('[place]', 'a repository (folder or address), a folder of Markdown, or a file of issues')
    .option('--branch <name>', 'branch, tag or commit; else what is checked out')
    .option('--worktree', 'the files as they are in the folder now, committed or not')
    .option('--collection <name>', 'code_patterns (a repository), feature_specs (Markdown) or issue_tracker (an export of GitHub issues)')
    .option('--every <time>', 'again and again, so long after each run began: 15m, 1h, 7d')
    .option('--name <name>', 'what the source is called; else its place')
    .option('--project <name>', 'the project that it belongs to', 'default')
    .action(
      run<PlaceOptions>(async (context, options, place) => {
        if (place === undefined) throw wrongValue('nothing is named to index', 'a path or an address is needed.', 'skein index --help');
        const { project, every } = options;
        return indexAndWatch(context, { source: sourceOf(place, options), project, everySeconds: everyOption(every) });
      }),
    );
  status(group, run);
  skipped(group, run);
  unschedule(group, run);
  remove(group, run);
  verify(group, run);
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

const unschedule = (group: Command, run: Runner) =>
  group
    .command('unschedule')
    .argument('<source>', 'its place, its name, or linear')
    .description('do not index a source again and again any more; what is indexed stays')
    .addHelpText('after', examples('skein index unschedule .', 'skein index unschedule linear'))
    .action(
      run(async (context, _, source) => {
        const client = await connect(context);
        const { schedules } = await client.index.status();
        const names = namesOf(source!);
        const ours = schedules.filter((one) => names.includes(one.source) || one.id === source);
        if (ours.length === 0) throw notScheduled(source!, schedules);
        for (const one of ours) {
          await client.index.unschedule(one.id);
          context.terminal.result(one, `${one.source} is not indexed every ${everyText(one.everySeconds)} any more`);
        }
      }),
    );

const notScheduled = (source: string, schedules: IndexStatus['schedules']) =>
  wrongValue(
    `"${source}" has no schedule`,
    schedules.length === 0 ? 'nothing is indexed again and again.' : `these have one: ${schedules.map((one) => one.source).join(', ')}.`,
    'see "skein index status".',
  );
