import type { SkeinClient } from '@skein/client';
import type { Collection, IndexStatus, RemovalStarted } from '@skein/contracts';
import type { Command } from 'commander';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../command/connect.ts';
import type { Context } from '../command/context.ts';
import { examples, type Runner } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { exitCode } from '../failure/exit-code.ts';
import { namesOf } from './place-named.ts';

const LOOK_EVERY_MS = 500;

type Run = IndexStatus['runs'][number];

export const remove = (group: Command, run: Runner) =>
  group
    .command('remove')
    .argument('<source>', 'its place, its name, or linear')
    .option('--collection <name>', 'only there, when several collections have a source of this name')
    .description('remove all that was indexed of a source, with its schedules')
    .addHelpText('after', examples('skein index remove .', 'skein index remove github.com/acme/shop', 'skein index remove linear --json'))
    .action(
      run<{ collection?: string }>(async (context, { collection }, given) => {
        const client = await connect(context);
        const { runs } = await client.index.status();
        const wanted = sourceAmong(runs, given!, collection);
        return untilGone(context, client, (await client.index.remove(wanted)).runs);
      }),
    );

/** Sources are named by their place unless somebody has named them. */
export function sourceAmong(
  runs: readonly Pick<Run, 'collection' | 'source'>[],
  given: string,
  collection?: string,
): { source: string; collection?: Collection } {
  const there = runs.filter((one) => collection === undefined || one.collection === collection);
  const [found] = namesOf(given).flatMap((name) => there.find(({ source }) => source === name) ?? []);
  if (found) return { source: found.source, ...(collection === undefined ? {} : { collection: found.collection }) };
  const names = [...new Set(there.map(({ source }) => source))];
  const where = collection === undefined ? '' : ` in ${collection}`;
  throw wrongValue(
    `nothing is indexed of "${given}"${where}`,
    names.length === 0 ? `no source is indexed${where}.` : `these are indexed${where}: ${names.join(', ')}.`,
    'name one of them; "skein index status" shows them.',
  );
}

/** Shows how it goes until nothing is left. Interrupted, it only stops to watch. */
async function untilGone(
  { terminal, interrupted: signal }: Context,
  client: SkeinClient,
  started: RemovalStarted['runs'],
): Promise<number> {
  signal.addEventListener('abort', () => terminal.say('The removal goes on in the rag-indexer; "skein index status" shows how far it is.'));
  for (;;) {
    const { runs } = await client.index.status({ signal });
    const ours = runs.filter(({ id }) => started.some((one) => one.id === id));
    const failed = ours.filter(({ state }) => state === 'failed' || state === 'interrupted');
    if (ours.length === failed.length) {
      for (const { collection, source } of started.filter(({ id }) => failed.every((one) => one.id !== id)))
        terminal.result({ collection, source, removed: true }, `${collection} ${source}: removed`);
      for (const one of failed) terminal.result(one, failedText(one));
      return failed.length === 0 ? exitCode.done : exitCode.problem;
    }
    const done = ours.map(({ counts, expected = 0 }) => `${counts.documents.removed} of ${expected}`);
    terminal.progress(`removing: ${done.join(', ')} documents; Ctrl-C leaves it to go on`);
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

const failedText = ({ collection, source, state, error }: Run): string =>
  `${collection} ${source}: the removal was ${state === 'failed' ? 'given up' : 'interrupted'}; run it again\n  ${error ?? 'the rag-indexer has ended meanwhile'}`;
