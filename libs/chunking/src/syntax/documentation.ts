import type { Node } from 'web-tree-sitter';
import { commentText } from './comment-text.ts';
import type { Place } from './place.ts';

const LONGEST = 2_000;
const BLANK_LINE = /\n[^\S\n]*\n/;

/** Whether a blank line stands between a node and what follows; a line comment may end with its line. */
export const isApart = (node: Node, next: number, text: string): boolean => BLANK_LINE.test(text.slice(node.endIndex - 1, next));

/** What the comments directly before a node say, or what its body begins with where the language has it there. */
export function documentationOf(node: Node, body: Node | null, comments: readonly Node[], { rules, text }: Place): string | undefined {
  const first = rules.innerDoc && body?.firstNamedChild;
  const inner = first ? rules.innerDoc?.(first) : undefined;
  if (inner) return inner.slice(0, LONGEST);
  const near = comments.filter((comment) => !isApart(comment, node.startIndex, text));
  return near.length > 0 ? commentText(text.slice(near[0]!.startIndex, near.at(-1)!.endIndex)) : undefined;
}
