import type { Parser, Tree } from 'web-tree-sitter';
import type { ChunkedFile, FallbackReason } from './chunk.ts';
import { chunksOf } from './chunks-of.ts';
import { Grammars, isParsed, type ParsedLanguage } from './grammars.ts';
import { languageOf } from './languages.ts';
import { rulesOf } from './rules/rules-of.ts';
import { cut } from './syntax/cut.ts';
import { unitsOf } from './syntax/units-of.ts';
import { markdownUnits } from './text/markdown-units.ts';
import { textUnits } from './text/text-units.ts';

export interface ChunkLimits {
  /** Of a chunk, in UTF-16 units. 1,600 is about 400 tokens of a language model. */
  chunk: number;
  /** Of a file that is parsed, in UTF-16 units; larger ones are machine-made, and are cut as text. */
  parsed: number;
  /** Of parsing one file, in ms; then it is cut as text. */
  parseMs: number;
}

export const defaultLimits: ChunkLimits = { chunk: 1_600, parsed: 1_000_000, parseMs: 2_000 };

/**
 * Cuts files at what they declare. Everything that is not white space or a closing bracket is in exactly one chunk, in the order of the
 * file. Errors in the source are tolerated; where parsing is not possible the file is cut as text, and the answer says why.
 */
export class Chunker {
  private constructor(
    private readonly grammars: Grammars,
    private readonly limits: ChunkLimits,
  ) {}

  static async load(limits: Partial<ChunkLimits> = {}): Promise<Chunker> {
    return new Chunker(await Grammars.load(), { ...defaultLimits, ...limits });
  }

  async chunk({ path, text }: { path: string; text: string }): Promise<ChunkedFile> {
    const language = languageOf(path);
    const { chunk: max } = this.limits;
    const asText = (fallback: FallbackReason): ChunkedFile => ({
      language,
      chunks: chunksOf(textUnits(text, max), text),
      fallback,
      hasSyntaxErrors: false,
    });
    if (language === 'markdown') return { language, chunks: chunksOf(markdownUnits(text, max), text), hasSyntaxErrors: false };
    if (!isParsed(language)) return asText('no-grammar');
    if (text.length > this.limits.parsed) return asText('too-large');
    const parser = await this.grammars.parserOf(language);
    const tree = this.#parse(parser, language, text);
    if (typeof tree === 'string') return asText(tree);
    try {
      const units = unitsOf(tree.rootNode, { rules: rulesOf[language], text, max, within: '', kind: 'module', depth: 0 });
      return { language, chunks: chunksOf(cut(units, text, max), text), hasSyntaxErrors: tree.rootNode.hasError };
    } finally {
      tree.delete(); // its memory is outside of what the garbage collector sees
    }
  }

  #parse(parser: Parser, language: ParsedLanguage, text: string): Tree | FallbackReason {
    const deadline = performance.now() + this.limits.parseMs;
    try {
      const tree = parser.parse(text, null, { progressCallback: () => performance.now() > deadline });
      if (tree) return tree;
      parser.reset(); // else the next parse would go on with this text
      return 'too-slow';
    } catch {
      // Out of the runtime's memory, or a fault in a grammar: the text is there all the same, and the next file gets a new parser.
      this.grammars.forget(language);
      return 'parser-failed';
    }
  }

  async close(): Promise<void> {
    await this.grammars.close();
  }
}
