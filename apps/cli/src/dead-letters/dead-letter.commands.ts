import type { DeadLetterView } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption, wrongValue } from '../command/wrong-value.ts';
import { exitCode } from '../failure/exit-code.ts';
import { table } from '../output/table.ts';

export const deadLetter: Register = (program, run) => {
  const group = program
    .command('dead-letter')
    .description('look at commands that were set aside, and send them again')
    .addHelpText('after', examples('skein dead-letter list', 'skein dead-letter show 7', 'skein dead-letter retry 7'));
  for (const register of [list, show, retry]) register(group, run);
};

const list: Register = (group, run) =>
  group
    .command('list')
    .description('list commands that were set aside, newest first')
    .option('--open', 'only those that nobody has sent again')
    .option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', examples('skein dead-letter list', 'skein dead-letter list --open --json'))
    .action(
      run<{ open?: boolean; limit: string }>(async (context, { open = false, limit }) => {
        const count = countOption('--limit', limit);
        const items = await (await connect(context)).deadLetters.list({ open }).toArray(count);
        const text =
          items.length > 0 ? table(['id', 'when', 'code', 'command', 'stream', 'sent again'], items.map(cells)) : 'no dead letters';
        context.terminal.result({ items }, text);
      }),
    );

const show: Register = (group, run) =>
  group
    .command('show')
    .description('show a dead letter with its command as it came, and why it was set aside')
    .argument('<id>', 'number of the dead letter')
    .addHelpText('after', examples('skein dead-letter show 7', 'skein dead-letter show 7 --json'))
    .action(
      run(async (context, _options, id = '') => {
        const letter = await (await connect(context)).deadLetters.get(letterId(id));
        const { value, ...facts } = letter;
        const lines = Object.entries(facts).map(
          ([name, fact]) => `${name.padEnd(10)} ${typeof fact === 'object' ? JSON.stringify(fact) : fact}`,
        );
        context.terminal.result(letter, [...lines, '', value].join('\n'));
      }),
    );

const retry: Register = (group, run) =>
  group
    .command('retry')
    .description(
      'send the command of a dead letter again, in your name: with its id, or with one that follows from it when that was refused',
    )
    .argument('<id>', 'number of the dead letter')
    .addHelpText('after', examples('skein dead-letter retry 7', 'skein dead-letter retry 7 --json'))
    .action(
      run(async (context, _options, id = '') => {
        const { letter, result } = await (await connect(context)).deadLetters.retry(letterId(id));
        const why = result.problem ? `: ${result.problem.detail} (${result.problem.code})` : '';
        context.terminal.result({ letter, result }, `sent again as ${result.commandId}: ${result.status}${why}`);
        return ['applied', 'unchanged'].includes(result.status) ? exitCode.done : exitCode.problem;
      }),
    );

function letterId(text: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(id) && id >= 1) return id;
  throw wrongValue(`"${text}" is no dead letter`, 'it must be the number of one.', 'see "skein dead-letter list".');
}

const cells = ({ id, createdAt, code, commandId, stream, retried }: DeadLetterView): string[] => [
  String(id),
  createdAt,
  code,
  commandId ?? '-',
  stream ?? '-',
  retried ? `${retried.status} at ${retried.at}` : '-',
];
