import type { SearchHit } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption } from '../command/wrong-value.ts';
import type { Terminal } from '../output/terminal.ts';

interface Options {
  limit: string;
  explain?: boolean;
}

const SHOWN_CHARS = 200;

export const search: Register = (program, run) =>
  program
    .command('search')
    .description('search the work that was done')
    .argument('<words...>', 'what to look for')
    .option('--limit <number>', 'at most so many hits', '10')
    .option('--explain', 'say which words were found')
    .addHelpText('after', examples('skein search "what was decided"', 'skein search survey --limit 3 --json'))
    .action(
      run<Options>(async (context, { limit, explain }, ...words) => {
        const { terminal } = context;
        const count = countOption('--limit', limit);
        const client = await connect(context);
        const answer = await client.search({ query: words.join(' '), limit: count, explain: explain ?? false });
        const hits = answer.hits.map((hit) => shown(hit, terminal)).join('\n\n');
        terminal.result(answer, hits || 'nothing was found');
        const channels = answer.channels.map(({ channel, ms, hits }) => `${channel}: ${hits} in ${ms.toFixed(1)} ms`);
        if (!terminal.json) terminal.say(terminal.mark('dim', channels.join(', ')));
      }),
    );

function shown({ score, title, source, text, terms }: SearchHit, terminal: Terminal): string {
  const excerpt = text.replace(/\s+/g, ' ').slice(0, SHOWN_CHARS);
  const found = terms ? `\n  found: ${terms.join(', ')}` : '';
  return `${terminal.markResult('bold', title)}  ${score.toFixed(2)}\n  ${source}\n  ${excerpt}${found}`;
}
