import type { IndexDifference, IndexVerification, VerifiedSource } from '@skein/contracts';
import type { Command } from 'commander';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../command/connect.ts';
import type { Context } from '../command/context.ts';
import { examples, type Runner } from '../command/register.ts';
import { exitCode } from '../failure/exit-code.ts';
import { namesOf } from './place-named.ts';

const LOOK_EVERY_MS = 1_000;

/** What equality does not say anything about. */
export const notCompared =
  'Not compared: task_context, which is made from the log; dense vectors; the weights in the index, which are compared in the table that it is filled from ("skein index rebuild" makes it anew from there).';

export const verify = (group: Command, run: Runner) =>
  group
    .command('verify')
    .argument('[source]', 'its place or name; else all sources')
    .description('read sources anew, and compare what is indexed with what a clean rebuild would be; nothing is changed')
    .addHelpText('after', `\n${notCompared}`)
    .addHelpText('after', examples('skein index verify', 'skein index verify .', 'skein index verify linear --json'))
    .action(
      run(async (context, _, given) => {
        const { sources, state } = await verified(context, given);
        for (const one of sources) context.terminal.result(one, sourceText(one));
        if (sources.length === 0) context.terminal.say('Nothing was indexed yet.');
        if (sources.length > 0) context.terminal.say(notCompared);
        if (state === 'interrupted') context.terminal.say('The rag-indexer has ended meanwhile: not all was compared. Run it again.');
        const equal = sources.every(({ differences, error }) => differences === 0 && error === undefined);
        return equal && state === 'finished' ? exitCode.done : exitCode.problem;
      }),
    );

async function verified(context: Context, given: string | undefined): Promise<IndexVerification> {
  const { terminal, interrupted: signal } = context;
  const client = await connect(context);
  const { id } = await client.index.verify({ source: given && (await nameOf(client.index, given)) });
  signal.addEventListener('abort', () => terminal.say('The verification goes on in the rag-indexer, and its log says when it has ended.'));
  for (;;) {
    const seen = await client.index.verification(id, { signal });
    if (seen.state !== 'running') return seen;
    terminal.progress(`verifying: ${seen.documents} documents; Ctrl-C leaves it to go on`);
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Sources are named by their place unless somebody has named them. */
async function nameOf(index: Awaited<ReturnType<typeof connect>>['index'], given: string): Promise<string> {
  const { runs } = await index.status();
  return namesOf(given).find((name) => runs.some(({ source }) => source === name)) ?? given;
}

export function sourceText({ collection, source, documents, chunks, differences, first, commit, error }: VerifiedSource): string {
  const name = `${collection} ${source}${commit ? ` at ${commit.slice(0, 12)}` : ''}`;
  if (error !== undefined) return `${name}: not compared\n  ${error}`;
  const size = `${documents} documents, ${chunks} chunks`;
  if (differences === 0) return `${name}: equal to a clean rebuild (${size})`;
  const rest = differences > first.length ? [`  and ${differences - first.length} more`] : [];
  return [`${name}: ${differences} differences to a clean rebuild (${size})`, ...first.map(differenceText), ...rest].join('\n');
}

const words = { missing: 'is missing in', 'left-over': 'is left over in', different: 'is different in' };

const differenceText = ({ what, in: where, place, id, fields }: IndexDifference): string =>
  `  ${place} ${words[what]} the ${where}${fields ? `: ${fields.join(', ')}` : ''}${id ? ` (${id})` : ''}`;
