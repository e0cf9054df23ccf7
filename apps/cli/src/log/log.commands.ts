import { examples, type Register } from '../command/register.ts';
import { heads } from './heads.command.ts';
import { park } from './park.command.ts';
import { partitions } from './partitions.command.ts';
import { release } from './release.command.ts';

export const log: Register = (program, run) => {
  const group = program
    .command('log')
    .description('look at the partitions of the log, park and release them')
    .addHelpText('after', examples('skein log partitions', 'skein log heads > heads.txt', 'skein log release workflow 3'));
  for (const register of [partitions, heads, park, release]) register(group, run);
};
