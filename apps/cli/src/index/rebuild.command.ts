import type { SkeinClient } from '@skein/client';
import type { IndexRebuild, RebuildIndex } from '@skein/contracts';
import type { Command } from 'commander';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../command/connect.ts';
import type { Context } from '../command/context.ts';
import { examples, type Runner } from '../command/register.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { exitCode } from '../failure/exit-code.ts';
import { watchEmbedding } from './embedding-progress.ts';

const LOOK_EVERY_MS = 500;

export const rebuild = (group: Command, run: Runner) =>
  group
    .command('rebuild')
    .description("make the tenant's index anew from the tables, beside the one that is searched, and switch")
    .option('--to <adapter>', 'embedded or qdrant: refuse unless it is the one that is configured')
    .option('--embed', 'with vectors of the model that is configured, where there are others; they are searched when all are there')
    .addHelpText('after', examples('skein index rebuild', 'skein index rebuild --to qdrant', 'skein index rebuild --embed'))
    .action(
      run<{ to?: string; embed?: boolean }>(async (context, { to, embed }) => {
        if (to !== undefined && to !== 'embedded' && to !== 'qdrant') {
          throw wrongValue(`"${to}" is no adapter`, 'there are embedded and qdrant.', 'name one of them, or none.');
        }
        const client = await connect(context);
        const ended = await rebuilt(context, client, { to, embed });
        if (ended.state === 'finished' && ended.embedding) return watchEmbedding(context, client);
        context.terminal.result(ended, rebuildText(ended));
        return ended.state === 'finished' ? exitCode.done : exitCode.problem;
      }),
    );

/** Shows how it goes until it ends. Interrupted, it only stops to watch. */
async function rebuilt({ terminal, interrupted: signal }: Context, client: SkeinClient, request: RebuildIndex): Promise<IndexRebuild> {
  const { id } = await client.index.rebuild(request);
  signal.addEventListener('abort', () => terminal.say('The rebuild goes on in the rag-indexer, and its log says when it has ended.'));
  for (;;) {
    const seen = await client.index.rebuilding(id, { signal });
    if (seen.state !== 'running') return seen;
    terminal.progress(`rebuilding: ${seen.points} of ${seen.expected} points; Ctrl-C leaves it to go on`);
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

export function rebuildText({ state, adapter, points, expected, ms, error }: IndexRebuild): string {
  if (state === 'finished') return `${points} points in ${(ms / 1_000).toFixed(1)} s (${adapter})`;
  const reached = `${points} of ${expected} points; what was searched before still is`;
  if (state === 'interrupted') return `the rag-indexer has ended meanwhile: ${reached}. Run it again.`;
  return `the rebuild has failed: ${reached}\n  ${error ?? ''}`;
}
