import type { SkeinClient } from '@skein/client';
import type { IndexStatus } from '@skein/contracts';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../command/context.ts';
import { exitCode } from '../failure/exit-code.ts';

const LOOK_EVERY_MS = 1_000;

type Sizes = IndexStatus['collections'][number];

const ofModel = ({ embedded, refused, model }: NonNullable<Sizes['vectors']>, chunks: number): string =>
  `${embedded} of ${chunks} by ${model}${refused > 0 ? `, ${refused} refused` : ''}`;

/** Which vectors a collection has, and which are being made. */
export function coverageText({ chunks, vectors, next }: Sizes): string {
  if (!vectors) return '';
  return `${ofModel(vectors, chunks)}${next ? `; coming: ${ofModel(next, chunks)}` : ''}`;
}

/** Shows how new vectors are made, until they are searched. Interrupted, it only stops to watch. */
export async function watchEmbedding({ terminal, interrupted }: Context, client: SkeinClient): Promise<number> {
  for (;;) {
    const status = await client.index.status({ signal: interrupted });
    const coming = status.collections.filter(({ next }) => next);
    if (coming.length === 0) {
      const all = status.collections.filter(({ vectors }) => vectors);
      terminal.result(
        status,
        all.map((one) => `${one.collection}: ${coverageText(one)}`).join('\n') || 'nothing is embedded: there are no chunks',
      );
      return exitCode.done;
    }
    const trouble = status.embedder?.trouble;
    terminal.progress(
      `embedding: ${coming.map(({ collection, chunks, next }) => `${collection} ${next!.embedded + next!.refused} of ${chunks}`).join(', ')}` +
        `${trouble ? ` (${trouble})` : ''}; Ctrl-C leaves it to go on`,
    );
    await wait(LOOK_EVERY_MS, undefined, { signal: interrupted });
  }
}
