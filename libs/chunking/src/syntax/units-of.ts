import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../chunk.ts';
import type { LanguageRules } from '../rules/language-rules.ts';
import { numbered } from './numbered.ts';
import { documentationOf, isApart } from './documentation.ts';
import { piecesOf } from './pieces.ts';
import type { Place } from './place.ts';
import { signatureOf } from './signature.ts';
import type { Unit } from './unit.ts';

const containers: ReadonlySet<ChunkKind> = new Set(['class', 'interface', 'enum', 'namespace']);
// Nobody nests classes so deep by hand.
const DEEPEST = 20;

/** The declarations, and the statements between them, of a file or a body, in order; each with the comments and attributes before it. */
export function unitsOf(container: Node, place: Place): Unit[] {
  const { rules, text } = place;
  const units: Unit[] = [];
  let comments: Node[] = [];
  let start: number | undefined;
  // in the head of a file, before its first declaration
  let atTop = place.kind === 'module';
  const kindHere = () => (atTop ? 'module' : 'code');
  const alone = (doc?: string) => {
    for (const { startIndex, endIndex } of comments)
      units.push({ kind: kindHere(), start: startIndex, end: endIndex, ...(doc ? { doc } : {}) });
    comments = [];
    start = undefined;
  };
  for (const node of members(container, rules)) {
    const last = units.at(-1);
    const innerDoc = atTop ? rules.innerDoc?.(node) : undefined;
    if (rules.comments.has(node.type)) {
      const behindLast = last && start === undefined && !text.slice(last.end, node.startIndex).includes('\n');
      if (behindLast) last.end = node.endIndex;
      else comments.push(node);
      if (!behindLast) start ??= node.startIndex;
      if (innerDoc) alone(innerDoc);
    } else if (rules.attributes.has(node.type)) start ??= node.startIndex;
    else {
      if (atTop && comments.length > 0 && isApart(comments.at(-1)!, node.startIndex, text)) alone();
      const range = { start: start ?? node.startIndex, end: node.endIndex };
      const doc = innerDoc ?? (atTop ? documentationOf(node, null, comments, place) : undefined);
      if (rules.isHead(node)) units.push({ kind: kindHere(), ...range, imports: rules.importsIn(node), ...(doc ? { doc } : {}) });
      else if (innerDoc) units.push({ kind: 'module', ...range, doc: innerDoc });
      else {
        atTop = false;
        units.push(...declared(node, range.start, comments, place));
      }
      comments = [];
      start = undefined;
    }
  }
  alone();
  return units;
}

const members = (container: Node, { transparent }: LanguageRules): Node[] =>
  container.namedChildren
    .filter((child) => child !== null)
    .flatMap((child) => (transparent.has(child.type) ? child.namedChildren.filter((one) => one !== null) : child));

function declared(node: Node, start: number, comments: readonly Node[], place: Place): Unit[] {
  const { rules, text, max } = place;
  const declaration = rules.declarationIn(node);
  const range = { start, end: node.endIndex };
  if (!declaration) return parts({ kind: 'code', ...range }, node, place);
  const { name, body } = declaration;
  const symbol = place.within === '' ? name : `${place.within}.${name}`;
  // a function of a class is a method, whatever the grammar calls it
  const isMethod = declaration.kind === 'function' && (place.kind === 'class' || place.kind === 'interface');
  const kind = isMethod ? 'method' : declaration.kind;
  const unit: Unit = { ...range, kind, symbol, signature: signatureOf(node, body, text) };
  const doc = documentationOf(node, body, comments, place);
  if (doc) unit.doc = doc;
  if (range.end - range.start <= max || !body || !containers.has(kind) || place.depth === DEEPEST) return parts(unit, node, place);
  const inside = unitsOf(body, { ...place, within: symbol, kind, depth: place.depth + 1 });
  return [{ ...unit, isHead: true, end: Math.min(inside[0]?.start ?? range.end, range.end) }, ...inside];
}

/** The unit itself if it fits, else its pieces. */
function parts(unit: Unit, node: Node, { max, text }: Place): Unit[] {
  if (unit.end - unit.start <= max) return [unit];
  return numbered(unit, piecesOf(node, unit, max, text));
}
