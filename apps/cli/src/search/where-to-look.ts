import { Collection, type SearchResponse } from '@skein/contracts';
import { wrongValue } from '../command/wrong-value.ts';

/** What `--in` names. */
export const collectionsOf = (names: string): Collection[] => names.split(',').map(collectionOf);

function collectionOf(name: string): Collection {
  const known = Collection.safeParse(name.trim());
  if (known.success) return known.data;
  throw wrongValue(
    `there is no collection "${name}"`,
    `there are ${Collection.options.join(', ')}.`,
    'name some of them, separated by commas.',
  );
}

/** The query that the words of a line are. `-word` is one of them, and no option; what else begins with `--` is a mistake. */
export function queryOf(words: readonly string[]): string {
  const strange = words.find((word) => /^--[a-z]/.test(word));
  if (strange === undefined) return words.join(' ');
  throw wrongValue(`unknown option '${strange}'`, 'the command line does not fit what skein knows.', 'run "skein search --help".');
}

/** What `--like` names. */
export function refOf(text: string): { collection: Collection; id: string } {
  const [collection = '', id = ''] = text.split('/');
  if (id !== '') return { collection: collectionOf(collection), id };
  throw wrongValue(`"${text}" names no hit`, 'it must be <collection>/<id>.', 'take both from an answer of "skein search --json".');
}

/** Which channels ran, for people. */
export const channelLine = ({ channels, ms }: Pick<SearchResponse, 'channels' | 'ms'>): string =>
  `${channels.map(channelText).join(', ')}; ${ms.toFixed(1)} ms in all`;

function channelText({ channel, ms, hits, partial, skipped, covers }: SearchResponse['channels'][number]): string {
  if (skipped !== undefined) return `${channel} did not run (${skipped})`;
  const some = covers && covers.chunks < covers.of ? ` (knows ${covers.chunks} of ${covers.of} chunks)` : '';
  return `${channel}: ${hits} in ${ms.toFixed(1)} ms${partial ? ' (not all was looked at)' : ''}${some}`;
}
