import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../chunk.ts';
import { fieldText, none, oneOf, type Declaration, type LanguageRules } from './language-rules.ts';

const kinds: Readonly<Record<string, ChunkKind>> = {
  class_declaration: 'class',
  record_declaration: 'class',
  interface_declaration: 'interface',
  annotation_type_declaration: 'interface',
  enum_declaration: 'enum',
  method_declaration: 'method',
  constructor_declaration: 'method',
  compact_constructor_declaration: 'method',
};

function declarationIn(node: Node): Declaration | undefined {
  const kind = kinds[node.type];
  const name = kind && fieldText(node, 'name');
  return kind && name !== undefined ? { kind, name, body: node.childForFieldName('body') } : undefined;
}

export const java: LanguageRules = {
  declarationIn,
  isHead: oneOf('package_declaration', 'import_declaration'),
  importsIn: (node) => (node.type === 'import_declaration' ? [node.text.replace(/^import\s+(static\s+)?|\s*;.*$/gs, '')] : []),
  comments: new Set(['line_comment', 'block_comment']),
  attributes: none,
  transparent: new Set(['enum_body_declarations']),
};
