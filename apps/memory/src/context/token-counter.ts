import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';

export interface TokenCounter {
  /** Said in the answer. */
  name: string;
  count(text: string): number;
}

// Every tokenizer in use spends at most one token per UTF-8 byte, and on real text far fewer: prose about 4 bytes, code about 3.
const BYTES_PER_TOKEN = 2.5;

const estimate: TokenCounter = {
  name: `estimate: one token per ${BYTES_PER_TOKEN} bytes`,
  count: (text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN),
};

const exact = (name: string, count: (text: string, options: { disallowedSpecial: Set<string> }) => number): TokenCounter => ({
  name,
  // Text of a turn is text, also where it looks like a control token.
  count: (text) => count(text, { disallowedSpecial: new Set() }),
});

const o200k = exact('o200k_base', countO200k);
const cl100k = exact('cl100k_base', countCl100k);

/** The tokenizer of the model where it is public, else a conservative estimate that says so in its name. */
export function tokenCounterOf(model: string | undefined): TokenCounter {
  if (model === undefined) return estimate;
  if (/^(gpt-4o|gpt-4\.1|gpt-5|o[134])/.test(model)) return o200k;
  if (/^(gpt-4|gpt-3\.5)/.test(model)) return cl100k;
  return estimate;
}
