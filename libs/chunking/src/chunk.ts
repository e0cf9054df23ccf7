import type { Language } from './languages.ts';

/** `module`: package, imports and what stands before the first declaration. `code`: statements and values. `section`: of Markdown. */
export type ChunkKind =
  'module' | 'namespace' | 'class' | 'interface' | 'enum' | 'type' | 'function' | 'method' | 'code' | 'section' | 'text';

/** A part of a file that is found and shown as one. */
export interface Chunk {
  /**
   * Names the chunk inside its file. It follows from the symbol, not from the place, so a function that moves or whose neighbours change
   * keeps it; what has no symbol is named by its content.
   */
  key: string;
  kind: ChunkKind;
  /** Qualified name of what is declared here (`OrderStore.append`); of Markdown the headings that lead here (`Install > From source`). */
  symbol?: string;
  /** The declaration without its body, on one line. */
  signature?: string;
  /** The documenting comment without its comment signs. */
  doc?: string;
  /** In the head of a module: what the file imports, as it is written there. */
  imports?: readonly string[];
  /** When something is too large for one chunk: which part this is, from 1. */
  part?: { readonly number: number; readonly of: number };
  /** First and last line, from 1. */
  lines: readonly [first: number, last: number];
  /** In the UTF-8 form of the text, the end exclusive. */
  bytes: readonly [start: number, end: number];
  text: string;
}

/** Why a file was cut as plain text, in whose chunks no symbols are known. */
export type FallbackReason = 'no-grammar' | 'too-large' | 'too-slow' | 'parser-failed';

export interface ChunkedFile {
  language: Language;
  chunks: readonly Chunk[];
  fallback?: FallbackReason;
  /** The parser met something that it does not know; what it does know was used. */
  hasSyntaxErrors: boolean;
}
