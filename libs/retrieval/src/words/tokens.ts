import { partsOf } from './parts.ts';
import { hasUnspaced, pairsOf, runsOf } from './unspaced.ts';
import { versionsIn } from './versions.ts';

const ASCII_ONLY = /^[\0-\x7f]*$/;
const ASCII_WORD = /[A-Za-z0-9_]+/g;
// Marks belong to words: the vowel signs of Indian scripts, and accents that NFKC could not join.
const WORD = /[\p{L}\p{N}\p{M}_ー]+/gu;
// Of Latin, Greek and Cyrillic. The signs of other scripts change what a word means and stay.
const ACCENTS = /[\u0300-\u036f]+/g;

/** Longer ones are no words: keys, hashes, encoded data. In UTF-16 units. */
export const LONGEST_WORD = 64;

/**
 * Tokens of prose and code; the same for documents and queries. In the order of the text, version numbers last.
 *
 * - Lower-case, NFKC, without the accents of European scripts (`Größe` → `große`).
 * - An identifier gives itself without its underscores, then its parts: `parseHttpURL` → `parsehttpurl`, `parse`, `http`, `url`; so
 *   `max_depth`, `maxDepth` and `MAX_DEPTH` meet in `maxdepth`. A word that has no parts gives one token.
 * - Paths, dotted and hyphenated names give their words; a version number also gives itself (`v1.2.3` → `v1`, `v`, `1`, `2`, `3`, `1.2.3`).
 * - Scripts without spaces between words (Chinese, Japanese, Korean, Thai and others) give overlapping pairs of characters.
 * - A word of more than {@link LONGEST_WORD} units gives nothing.
 *
 * Linear in the length of the text, whatever the text is.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  if (ASCII_ONLY.test(text)) {
    for (const word of text.match(ASCII_WORD) ?? []) pushWord(word, tokens);
  } else {
    for (const word of plain(text).match(WORD) ?? []) {
      if (!hasUnspaced(word)) pushWord(word, tokens);
      else for (const run of runsOf(word)) pushRun(run, tokens);
    }
  }
  for (const version of versionsIn(text)) tokens.push(version);
  return tokens;
}

const plain = (text: string): string => text.normalize('NFKD').replace(ACCENTS, '').normalize('NFKC');

function pushWord(word: string, tokens: string[]): void {
  if (word.length > LONGEST_WORD) return;
  const parts = partsOf(word);
  if (parts.length > 1) tokens.push(parts.join(''));
  for (const part of parts) tokens.push(part);
}

function pushRun(run: string, tokens: string[]): void {
  if (!hasUnspaced(run)) return pushWord(run, tokens);
  for (const pair of pairsOf(run)) tokens.push(pair);
}
