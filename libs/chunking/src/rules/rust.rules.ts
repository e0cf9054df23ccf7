import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../chunk.ts';
import { commentText } from '../syntax/comment-text.ts';
import { fieldText, none, oneOf, type Declaration, type LanguageRules } from './language-rules.ts';

const kinds: Readonly<Record<string, ChunkKind>> = {
  function_item: 'function',
  function_signature_item: 'function',
  macro_definition: 'function',
  struct_item: 'type',
  union_item: 'type',
  type_item: 'type',
  enum_item: 'enum',
  trait_item: 'interface',
  mod_item: 'namespace',
  const_item: 'code',
  static_item: 'code',
};

function declarationIn(node: Node): Declaration | undefined {
  const body = node.childForFieldName('body');
  if (node.type === 'impl_item') {
    // `impl Display for Point<T>` is a part of Point
    const name = fieldText(node, 'type')?.replace(/<.*$/s, '');
    return name === undefined ? undefined : { kind: 'class', name, body };
  }
  const kind = kinds[node.type];
  const name = kind && fieldText(node, 'name');
  return kind && name !== undefined ? { kind, name, body } : undefined;
}

export const rust: LanguageRules = {
  declarationIn,
  isHead: oneOf('use_declaration', 'extern_crate_declaration', 'inner_attribute_item'),
  importsIn: (node) => (node.type === 'use_declaration' ? [fieldText(node, 'argument') ?? ''] : []),
  comments: new Set(['line_comment', 'block_comment']),
  attributes: new Set(['attribute_item']),
  transparent: none,
  innerDoc: (comment) => (/^\/[/*]!/.test(comment.text) ? commentText(comment.text) : undefined),
};
