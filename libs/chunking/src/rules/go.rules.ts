import type { Node } from 'web-tree-sitter';
import { fieldText, none, oneOf, type Declaration, type LanguageRules } from './language-rules.ts';

function declarationIn(node: Node): Declaration | undefined {
  const body = node.childForFieldName('body');
  switch (node.type) {
    case 'function_declaration':
      return { kind: 'function', name: fieldText(node, 'name') ?? '', body };
    case 'method_declaration':
      return { kind: 'method', name: [receiver(node), fieldText(node, 'name')].filter(Boolean).join('.'), body };
    case 'type_declaration':
      return type(node);
    case 'const_declaration':
    case 'var_declaration': {
      const name = specs(node).flatMap((spec) => fieldText(spec, 'name') ?? [])[0];
      return name === undefined ? undefined : { kind: 'code', name, body: null };
    }
    default:
      return undefined;
  }
}

/** The type that a method belongs to, without pointer and type parameters. */
const receiver = (node: Node): string | undefined =>
  /([\p{L}\p{N}_]+)\s*(?:\[[^\]]*\]\s*)?\)\s*$/u.exec(fieldText(node, 'receiver') ?? '')?.[1];

function type(node: Node): Declaration | undefined {
  const [first] = specs(node);
  const name = first && fieldText(first, 'name');
  if (!first || name === undefined) return undefined;
  const value = first.childForFieldName('type');
  return { kind: value?.type === 'interface_type' ? 'interface' : 'type', name, body: value?.lastNamedChild ?? null };
}

/** `var (…)` wraps its specs once more than `const (…)`. */
const specs = (node: Node): Node[] =>
  node.namedChildren.flatMap((child) => (child?.type === 'var_spec_list' ? child.namedChildren : child)).filter((one) => one !== null);

const importsIn = (node: Node): readonly string[] =>
  node.descendantsOfType('import_spec').flatMap((spec) => (spec && fieldText(spec, 'path')?.slice(1, -1)) ?? []);

export const go: LanguageRules = {
  declarationIn,
  isHead: oneOf('package_clause', 'import_declaration'),
  importsIn,
  comments: new Set(['comment']),
  attributes: none,
  transparent: none,
};
