import type { LexicalChannel } from './lexical-channels.ts';

/**
 * How search fuses the lexical channels: chosen on the histories of three repositories and measured on others (docs/retrieval.md).
 * `k` below the 60 of the literature: with several channels that often agree, the first ranks should count more.
 */
export const fusionDefaults: {
  readonly k: number;
  /** Hits of each channel that are fused. */
  readonly depth: number;
  /** `mention`: what the query names outright. */
  readonly weights: Readonly<Record<LexicalChannel | 'mention', number>>;
} = { k: 10, depth: 300, weights: { body: 1, history: 1, path: 0.4, name: 0.2, doc: 0.1, mention: 0.5 } };
