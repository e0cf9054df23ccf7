import type { Command } from 'commander';
import { examples, type Register, type Runner } from '../command/register.ts';
import { indexAndWatch } from '../index/index-place.ts';

export const sync: Register = (program, run) => {
  const group = program
    .command('sync')
    .description('bring the index up to date with a tracker')
    .addHelpText('after', examples('skein sync linear'));
  linear(group, run);
};

const linear = (group: Command, run: Runner) =>
  group
    .command('linear')
    .description('issues, projects and documents of Linear; the rag-indexer needs LINEAR_API_KEY')
    .option('--full', 'read everything again, which finds what is gone without a trace')
    .option('--project <name>', 'the project that it belongs to', 'default')
    .addHelpText('after', examples('skein sync linear', 'skein sync linear --full --json'))
    .action(
      run<{ full?: boolean; project: string }>((context, { full, project }) =>
        indexAndWatch(context, { source: { kind: 'linear', full }, project }),
      ),
    );
