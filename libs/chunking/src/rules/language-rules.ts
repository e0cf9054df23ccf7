import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../chunk.ts';

/** What a syntax node declares. */
export interface Declaration {
  kind: ChunkKind;
  name: string;
  /** What follows the signature. */
  body: Node | null;
}

/** What has to be known of a language to cut it at its declarations. */
export interface LanguageRules {
  /** What a node declares, or nothing when it is a statement; wrappers (`export`, decorators) are looked into. */
  declarationIn(node: Node): Declaration | undefined;
  /** Whether a node is a part of a file's head: package, imports. */
  isHead(node: Node): boolean;
  /** What an import statement imports, as it is written. */
  importsIn(node: Node): readonly string[];
  comments: ReadonlySet<string>;
  /** Nodes beside a declaration that belong to it. */
  attributes: ReadonlySet<string>;
  /** Nodes inside a body whose children are members of that body. */
  transparent: ReadonlySet<string>;
  /** What a node says that documents the file or the body that begins with it. */
  innerDoc?(first: Node): string | undefined;
}

export const fieldText = (node: Node, field: string): string | undefined => node.childForFieldName(field)?.text;

/** `isHead` by the node's type alone. */
export const oneOf =
  (...types: readonly string[]) =>
  ({ type }: Node): boolean =>
    types.includes(type);

export const none: ReadonlySet<string> = new Set();
