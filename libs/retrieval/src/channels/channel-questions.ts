import { mentionQuery } from '../mentions/mention-vectors.ts';
import type { SparseVector } from '../weights/bm25.ts';
import { queryVector } from '../weights/query-vector.ts';
import { lexicalChannels, type LexicalChannel } from './lexical-channels.ts';

/** What each channel is asked for a query: `mention` for what it names outright, all others for the same words. Channels with nothing to ask are left out. */
export function channelQuestions(text: string): Map<LexicalChannel, SparseVector> {
  const words = queryVector(text);
  const questions = lexicalChannels.map((channel) => [channel, channel === 'mention' ? mentionQuery(text) : words] as const);
  return new Map(questions.filter(([, { size }]) => size > 0));
}
