import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../chunk.ts';
import { fieldText, none, type Declaration, type LanguageRules } from './language-rules.ts';

const kinds: Readonly<Record<string, ChunkKind>> = {
  class_declaration: 'class',
  abstract_class_declaration: 'class',
  class: 'class',
  function_declaration: 'function',
  generator_function_declaration: 'function',
  function_signature: 'function',
  method_definition: 'method',
  method_signature: 'method',
  abstract_method_signature: 'method',
  interface_declaration: 'interface',
  type_alias_declaration: 'type',
  enum_declaration: 'enum',
  internal_module: 'namespace',
  module: 'namespace',
};
const wrappers = new Set(['export_statement', 'ambient_declaration', 'expression_statement']);
const functions = new Set(['arrow_function', 'function_expression', 'function', 'generator_function']);
const variables = new Set(['lexical_declaration', 'variable_declaration']);
const testCalls = /^(describe|it|test|suite|context)\b/;
const groupsOfTests = /^(describe|suite|context)\b/;

function declarationIn(node: Node): Declaration | undefined {
  const kind = kinds[node.type];
  if (kind) return { kind, name: fieldText(node, 'name') ?? 'default', body: node.childForFieldName('body') };
  if (wrappers.has(node.type)) return wrapped(node);
  if (variables.has(node.type)) return variable(node);
  if (node.type === 'public_field_definition' || node.type === 'field_definition') return field(node);
  if (node.type === 'assignment_expression') return assigned(node);
  if (node.type === 'call_expression') return test(node);
  return undefined;
}

function wrapped(node: Node): Declaration | undefined {
  for (const child of node.namedChildren) {
    const found = child && declarationIn(child);
    if (found) return found;
  }
  const value = node.childForFieldName('value');
  return value && functions.has(value.type) ? { kind: 'function', name: 'default', body: value.childForFieldName('body') } : undefined;
}

function variable(node: Node): Declaration | undefined {
  const declarators = node.namedChildren.filter((child) => child?.type === 'variable_declarator');
  const first = declarators[0];
  const name = first && fieldText(first, 'name');
  if (!first || name === undefined) return undefined;
  const value = first.childForFieldName('value');
  if (declarators.length === 1 && value && functions.has(value.type))
    return { kind: 'function', name, body: value.childForFieldName('body') };
  if (value?.type === 'class') return { kind: 'class', name, body: value.childForFieldName('body') };
  return /^[\w$]+$/.test(name) ? { kind: 'code', name, body: value } : undefined;
}

function field(node: Node): Declaration | undefined {
  const value = node.childForFieldName('value');
  const name = fieldText(node, 'name') ?? fieldText(node, 'property');
  return name !== undefined && value && functions.has(value.type)
    ? { kind: 'method', name, body: value.childForFieldName('body') }
    : undefined;
}

function assigned(node: Node): Declaration | undefined {
  const value = node.childForFieldName('right');
  const name = fieldText(node, 'left')?.replace('.prototype.', '.');
  if (!value || name === undefined || name.length > 100) return undefined;
  if (functions.has(value.type)) return { kind: 'function', name, body: value.childForFieldName('body') };
  return value.type === 'class' ? { kind: 'class', name, body: value.childForFieldName('body') } : undefined;
}

/** A test is found by its title, as a function is by its name. */
function test(node: Node): Declaration | undefined {
  const callee = fieldText(node, 'function') ?? '';
  if (!testCalls.test(callee)) return undefined;
  const given = node.childForFieldName('arguments')?.namedChildren ?? [];
  const callback = given.findLast((one) => one && functions.has(one.type));
  const title = given[0];
  if (!callback || !title || !/string/.test(title.type)) return undefined;
  const kind = groupsOfTests.test(callee) ? 'namespace' : 'function';
  return { kind, name: title.text.slice(1, -1).slice(0, 100), body: callback.childForFieldName('body') };
}

const headTypes = new Set(['import_statement', 'hash_bang_line']);
const REQUIRED = /^(?:const|let|var)\b[^=;]*=\s*require\(\s*['"]([^'"]+)['"]\s*\)/;
const DIRECTIVE = /^['"]use \w+['"];?$/;

const isHead = (node: Node): boolean =>
  headTypes.has(node.type) ||
  (variables.has(node.type) && REQUIRED.test(node.text)) ||
  (node.type === 'expression_statement' && DIRECTIVE.test(node.text));

const importsIn = (node: Node): readonly string[] => {
  const source = fieldText(node, 'source')?.slice(1, -1) ?? REQUIRED.exec(node.text)?.[1];
  return source === undefined ? [] : [source];
};

/** TypeScript, TSX and JavaScript. */
export const ecmascript: LanguageRules = {
  declarationIn,
  isHead,
  importsIn,
  comments: new Set(['comment']),
  attributes: new Set(['decorator']),
  transparent: none,
};
