import type { Node } from 'web-tree-sitter';
import { fieldText, none, oneOf, type Declaration, type LanguageRules } from './language-rules.ts';

function declarationIn(node: Node): Declaration | undefined {
  if (node.type === 'decorated_definition') {
    const definition = node.childForFieldName('definition');
    return definition ? declarationIn(definition) : undefined;
  }
  const name = fieldText(node, 'name');
  if (name === undefined) return undefined;
  if (node.type === 'class_definition') return { kind: 'class', name, body: node.childForFieldName('body') };
  if (node.type === 'function_definition') return { kind: 'function', name, body: node.childForFieldName('body') };
  return undefined;
}

function innerDoc(first: Node): string | undefined {
  const text = first.type === 'expression_statement' ? first.firstNamedChild : null;
  return text?.type === 'string' ? text.text.replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, '').trim() : undefined;
}

const importsIn = (node: Node): readonly string[] => {
  const module = fieldText(node, 'module_name');
  if (module !== undefined) return [module];
  return node.namedChildren.map((child) => (child?.type === 'aliased_import' ? fieldText(child, 'name') : child?.text) ?? '');
};

export const python: LanguageRules = {
  declarationIn,
  isHead: oneOf('import_statement', 'import_from_statement', 'future_import_statement'),
  importsIn,
  comments: new Set(['comment']),
  attributes: none,
  transparent: none,
  innerDoc,
};
