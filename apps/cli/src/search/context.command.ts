import { Collection } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption } from '../command/wrong-value.ts';
import { channelLine, collectionsOf, queryOf, refOf } from './where-to-look.ts';

interface Options {
  budget: string;
  in?: string;
  project?: string;
  like?: string;
}

export const context: Register = (program, run) =>
  program
    .command('context')
    .description('pack what a search finds into a text for an agent: cited, without repetition, never over the budget')
    .allowUnknownOption()
    .argument('[words...]', 'what it is about, in words as for "skein search"')
    .option('--budget <tokens>', 'how many tokens it may have', '8000')
    .option('--in <collections>', `where to look, separated by commas: ${Collection.options.join(', ')}`)
    .option('--project <project>', 'only what belongs to it')
    .option('--like <hit>', 'what is like this: <collection>/<id> of an answer with --json')
    .addHelpText('after', examples('skein context "how are leases renewed" --budget 4000', 'skein context lease --in code_patterns --json'))
    .action(
      run<Options>(async (context, { budget, in: places, project, like }, ...words) => {
        const { terminal } = context;
        const query = queryOf(words);
        const client = await connect(context);
        const answer = await client.context({
          ...{ query, tokens: countOption('--budget', budget), project },
          ...(places === undefined ? {} : { collections: collectionsOf(places) }),
          ...(like === undefined ? {} : { similarTo: refOf(like) }),
        });
        terminal.result(answer, answer.text || 'nothing was found that fits');
        if (terminal.json) return;
        const { parts, cut, tokens, counter } = answer;
        const packed = `${parts.length} parts, ${tokens} of ${answer.budget} tokens (${counter}), ${cut.length} left out`;
        terminal.say(terminal.mark('dim', `${packed}; ${channelLine(answer)}`));
      }),
    );
