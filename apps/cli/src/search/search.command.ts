import { Collection } from '@skein/contracts';
import { connect } from '../command/connect.ts';
import { examples, type Register } from '../command/register.ts';
import { countOption } from '../command/wrong-value.ts';
import { hitText } from './hit-text.ts';
import { channelLine, collectionsOf, queryOf, refOf } from './where-to-look.ts';

interface Options {
  limit: string;
  in?: string;
  project?: string;
  like?: string;
  group?: boolean;
  explain?: boolean;
}

export const search: Register = (program, run) =>
  program
    .command('search')
    .description('search what is indexed: code, specifications, issues and the work that was done')
    .allowUnknownOption()
    .argument('[words...]', 'what to look for: words, "phrases", /patterns/, path:, lang:, symbol:, each with - for "not"')
    .option('--limit <number>', 'at most so many hits', '10')
    .option('--in <collections>', `where to look, separated by commas: ${Collection.options.join(', ')}`)
    .option('--project <project>', 'only what belongs to it')
    .option('--like <hit>', 'more like this one: <collection>/<id> of an answer with --json')
    .option('--group', 'one hit per file, issue or workflow')
    .option('--explain', 'say which channels and words found it')
    .addHelpText(
      'after',
      examples(
        'skein search "what was decided"',
        'skein search lease -test symbol:claim lang:go --explain',
        'skein search survey --limit 3 --json',
      ),
    )
    .action(
      run<Options>(async (context, { limit, in: places, project, like, group, explain }, ...words) => {
        const { terminal } = context;
        const query = queryOf(words);
        const request = {
          ...{ query, limit: countOption('--limit', limit), project, explain: explain ?? false },
          ...(places === undefined ? {} : { collections: collectionsOf(places) }),
          ...(like === undefined ? {} : { similarTo: refOf(like) }),
          ...(group ? { groupBy: 'document' as const } : {}),
        };
        const client = await connect(context);
        const answer = await client.search(request);
        terminal.result(answer, answer.hits.map((hit) => hitText(hit, query, terminal)).join('\n\n') || 'nothing was found');
        if (!terminal.json) terminal.say(terminal.mark('dim', channelLine(answer)));
      }),
    );
