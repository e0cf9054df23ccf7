/** A way to count the tokens that a language model will see. */
export interface TokenCounter {
  /** Said in the answer: which tokenizer, or that it is an estimate. */
  name: string;
  count(text: string): number;
}

const BYTES_PER_TOKEN = 2.5;

/**
 * For models whose tokenizer is not public: one token per 2.5 bytes of UTF-8. Conservative: tokenizers in use spend about 4 bytes on a token
 * of prose and 3 on one of code. Texts of mostly rare signs can cost more.
 */
export const tokenEstimate: TokenCounter = {
  name: `estimate: one token per ${BYTES_PER_TOKEN} bytes`,
  count: (text) => Math.ceil(bytesOf(text) / BYTES_PER_TOKEN),
};

const utf8 = new TextEncoder();
const ASCII_ONLY = /^[\0-\x7f]*$/;
const bytesOf = (text: string): number => (ASCII_ONLY.test(text) ? text.length : utf8.encode(text).length);
