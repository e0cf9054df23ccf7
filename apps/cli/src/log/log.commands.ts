import { examples, type Register } from '../command/register.ts';
import { heads } from './heads.command.ts';

export const log: Register = (program, run) => {
  const group = program
    .command('log')
    .description('look at the partitions of the log, park and release them')
    .addHelpText('after', examples('skein log heads'));
  for (const register of [heads]) register(group, run);
};
