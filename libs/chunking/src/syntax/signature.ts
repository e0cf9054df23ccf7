import type { Node } from 'web-tree-sitter';

const LONGEST = 300;

/** A declaration on one line, without decorators before it and without its body. In UTF-16 units at most 300. */
export function signatureOf(node: Node, body: Node | null, text: string): string {
  const end = Math.min(body?.startIndex ?? node.endIndex, node.startIndex + 10 * LONGEST);
  return text
    .slice(node.startIndex, end)
    .replace(/^(\s*@[^\n]*\n)+/, '')
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST)
    .replace(/\s*(\{|=>|=|:)?\s*$/, '')
    .trim();
}
