export { channelQuestions } from './channels/channel-questions.ts';
export { fusionDefaults } from './channels/fusion-defaults.ts';
export { channelVectors, countingChannels, documentChannels, lexicalChannels, type LexicalChannel } from './channels/lexical-channels.ts';
export { type Searchable } from './channels/searchable.ts';
export { bestFirst } from './fusion/best-first.ts';
export { byGroup } from './fusion/by-group.ts';
export { fuse, RRF_K, type ChannelHit, type ChannelHits, type Contribution, type Fused } from './fusion/fuse.ts';
export { byScoreThenId } from './fusion/order.ts';
export { fileHistories, historyLimits, type Commit, type FileChange, type HistoryLimits } from './history/file-history.ts';
export { mentionQuery, mentionVector } from './mentions/mention-vectors.ts';
export { mentionsIn, type Mentions } from './mentions/mentions-in.ts';
export { citationOf, pack, type CutReason, type Pack, type Packable } from './packing/pack.ts';
export { tokenEstimate, type TokenCounter } from './packing/token-estimate.ts';
export { excerpt } from './passages/excerpt.ts';
export { highlights, type Highlight } from './passages/highlights.ts';
export { passage, type Passage } from './passages/passage.ts';
export { matchedTerms } from './passages/matched-terms.ts';
export { bm25, documentVector, idf, vectorOf, type Bm25Parameters, type SparseVector } from './weights/bm25.ts';
export { murmur3 } from './weights/murmur3.ts';
export { queryVector } from './weights/query-vector.ts';
export { tokenId } from './weights/token-id.ts';
export { stopWords } from './words/stop-words.ts';
export { LONGEST_WORD, tokenize } from './words/tokens.ts';
export {
  conditionEnding,
  conditionTest,
  fitsConditions,
  fitsQuery,
  fitsTexts,
  textsTest,
  type Candidate,
  type Place,
} from './query/fits-query.ts';
export { hasText } from './query/has-text.ts';
export { parseQuery } from './query/parse-query.ts';
export { conditionKeys, type Condition, type ConditionKey, type ParsedQuery, type QueryPattern } from './query/parsed-query.ts';
export { fitsPath } from './query/path-pattern.ts';
export { queryLimits } from './query/query-limits.ts';
