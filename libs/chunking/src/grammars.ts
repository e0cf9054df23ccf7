import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Language as Grammar, Parser } from 'web-tree-sitter';
import type { Language } from './languages.ts';

const require = createRequire(import.meta.url);

/** Languages that a grammar is there for, and the name of its file. */
const files = {
  typescript: 'typescript',
  tsx: 'tsx',
  javascript: 'javascript',
  python: 'python',
  go: 'go',
  java: 'java',
  rust: 'rust',
} as const;
export type ParsedLanguage = keyof typeof files;

export const isParsed = (language: Language): language is ParsedLanguage => Object.hasOwn(files, language);

/** Parsers by language, each loaded when it is first asked for. */
export class Grammars {
  readonly #parsers = new Map<ParsedLanguage, Promise<Parser>>();

  /** The runtime behind all of them: 0.2 MB of WebAssembly. */
  static async load(): Promise<Grammars> {
    await Parser.init();
    return new Grammars();
  }

  parserOf(language: ParsedLanguage): Promise<Parser> {
    const known = this.#parsers.get(language);
    if (known) return known;
    const loading = parserWith(files[language]);
    this.#parsers.set(language, loading);
    return loading;
  }

  /** The next time it is asked for there is a new one. */
  forget(language: ParsedLanguage): void {
    this.#parsers.delete(language);
  }

  /** Gives back what the parsers hold of the runtime's memory. */
  async close(): Promise<void> {
    const parsers = await Promise.all(this.#parsers.values());
    this.#parsers.clear();
    for (const parser of parsers) parser.delete();
  }
}

async function parserWith(file: string): Promise<Parser> {
  const bytes = await readFile(require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${file}.wasm`));
  return new Parser().setLanguage(await Grammar.load(bytes));
}
