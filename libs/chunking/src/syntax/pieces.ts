import type { Node } from 'web-tree-sitter';
import type { Range } from './unit.ts';

// Deeper ones are machine-made; the limit keeps hostile nesting from using up the stack.
const DEEPEST = 200;

/** Cuts what is too large at the borders of its syntax, as coarsely as fits, and joins what is small again. */
export function piecesOf(node: Node, range: Range, max: number, text: string): Range[] {
  const cut = split(node, max, 0);
  cut[0]!.start = range.start;
  return joined(cut, max).flatMap((piece) => (piece.end - piece.start <= max ? piece : linesOf(piece, max, text)));
}

function split(node: Node, max: number, depth: number): Range[] {
  const whole = { start: node.startIndex, end: node.endIndex };
  if (whole.end - whole.start <= max || node.childCount === 0 || depth === DEEPEST) return [whole];
  return node.children.flatMap((child) => (child ? split(child, max, depth + 1) : []));
}

function joined(pieces: readonly Range[], max: number): Range[] {
  const result: Range[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last && piece.end - last.start <= max) last.end = piece.end;
    else result.push({ ...piece });
  }
  return result;
}

/** Cuts at the ends of lines; a line that is too long is cut anywhere but inside a character. */
export function linesOf({ start, end }: Range, max: number, text: string): Range[] {
  const result: Range[] = [];
  for (let at = start; at < end;) {
    const most = Math.min(at + max, end);
    const newline = most === end ? end : at + text.slice(at, most).lastIndexOf('\n') + 1;
    const inside = isHighSurrogate(text, most - 1) && most < end ? most - 1 : most;
    const next = newline > at ? newline : Math.max(inside, at + 1);
    result.push({ start: at, end: next });
    at = next;
  }
  return result;
}

const isHighSurrogate = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
