import type { IndexRequest, IndexStarted, IndexStatus } from '@skein/contracts';
import type { SkeinClient } from '@skein/client';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../command/context.ts';
import { connect } from '../command/connect.ts';
import { exitCode } from '../failure/exit-code.ts';
import { wrongValue } from '../command/wrong-value.ts';
import { placeNamed } from './place-named.ts';

const seconds = { m: 60, h: 3_600, d: 86_400 };

/** `15m`, `1h`, `7d`. */
export function everyOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const every = Number(count) * seconds[unit as keyof typeof seconds];
  if (every >= 60 && every <= 365 * seconds.d) return every;
  throw wrongValue(
    `"${text}" is no time for --every`,
    'it is a number of minutes, hours or days, up to a year.',
    'give one, such as --every 15m, 1h or 7d.',
  );
}

/** What a person types for so many seconds. */
export function everyText(every: number): string {
  const unit = (['d', 'h'] as const).find((one) => every % seconds[one] === 0) ?? 'm';
  return `${every / seconds[unit]}${unit}`;
}

const LOOK_EVERY_MS = 1_000;

export interface PlaceOptions {
  branch?: string;
  worktree?: boolean;
  every?: string;
  collection?: string;
  name?: string;
  project: string;
}

/** What a path or address is taken for: issues by their ending or when told so, Markdown when told so, else a repository. */
export function sourceOf(given: string, { branch, worktree, collection, name }: PlaceOptions): IndexRequest['source'] {
  const place = placeNamed(given);
  const wanted = collection ?? (place.endsWith('.json') ? 'issue_tracker' : 'code_patterns');
  if (wanted === 'issue_tracker') return { kind: 'github-issues', place, name };
  if (wanted === 'feature_specs') return { kind: 'markdown', place, name };
  if (wanted === 'code_patterns') return { kind: 'git', place, ref: branch, worktree, name };
  throw wrongValue(
    `"${wanted}" is no collection for a source`,
    'there are code_patterns, feature_specs and issue_tracker.',
    'name one of them.',
  );
}

/** Starts to index a source and shows how it goes until it ends. Interrupted, it only stops to watch. */
export async function indexAndWatch(context: Context, request: IndexRequest): Promise<number> {
  const client = await connect(context);
  const { runs } = await client.index.start(request);
  if (request.everySeconds !== undefined)
    context.terminal.say(`It is indexed every ${everyText(request.everySeconds)} from now on; "skein index unschedule" ends that.`);
  context.interrupted.addEventListener('abort', () =>
    context.terminal.say('What was started goes on in the rag-indexer; "skein index status" shows how far it is.'),
  );
  const ended = await untilEnded(context, client, runs);
  for (const run of ended) {
    const { documents, chunks } = run.counts;
    const counts = `${documents.written} written, ${documents.unchanged} unchanged, ${documents.removed} removed, ${documents.skipped} skipped`;
    context.terminal.result(
      run,
      `${run.collection} ${run.source}: ${run.state}; documents: ${counts}; chunks: ${chunks.written} written${run.error ? `\n  ${run.error}` : ''}`,
    );
  }
  return ended.every(({ state }) => state === 'finished') ? exitCode.done : exitCode.problem;
}

async function untilEnded(
  { terminal, interrupted }: Context,
  client: SkeinClient,
  started: IndexStarted['runs'],
): Promise<IndexStatus['runs']> {
  for (;;) {
    const { runs } = await client.index.status({ signal: interrupted });
    const ours = runs.filter(({ id }) => started.some((one) => one.id === id));
    if (ours.every(({ state }) => state !== 'running')) return ours;
    const done = ours.map(
      ({ counts: { documents: d }, expected }) =>
        `${d.written + d.unchanged + d.skipped}${expected === undefined ? '' : ` of ${expected}`}`,
    );
    terminal.progress(`indexing: ${done.join(', ')} documents; Ctrl-C leaves it to go on`);
    await wait(LOOK_EVERY_MS, undefined, { signal: interrupted });
  }
}
