import type { Command } from 'commander';
import { examples, type Register, type Runner } from '../command/register.ts';
import { everyOption, indexAndWatch } from '../index/index-place.ts';

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
    .option('--every <time>', 'again and again, so long after each run began: 15m, 1h, 7d')
    .option('--project <name>', 'the project that it belongs to', 'default')
    .addHelpText('after', examples('skein sync linear', 'skein sync linear --every 10m', 'skein sync linear --full --json'))
    .action(
      run<{ full?: boolean; every?: string; project: string }>((context, { full, every, project }) =>
        indexAndWatch(context, { source: { kind: 'linear', full }, project, everySeconds: everyOption(every) }),
      ),
    );
