import { RRF_K } from '../fusion/fuse.ts';
import type { LexicalChannel } from './lexical-channels.ts';

/**
 * How channels are fused: chosen on the histories of three repositories and measured on others (docs/retrieval.md).
 */
export const fusionDefaults: {
  readonly k: number;
  /** Hits of each channel that are fused. */
  readonly depth: number;
  readonly weights: Readonly<Record<LexicalChannel, number>>;
} = { k: RRF_K, depth: 300, weights: { body: 1, history: 1, path: 0.4, name: 0.2, doc: 0.1, mention: 0.5 } };
