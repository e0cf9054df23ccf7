const LONGEST = 2_000;

/** What a comment says, without its signs. In UTF-16 units at most 2,000. */
export function commentText(comment: string): string {
  const lines = comment
    .slice(0, 2 * LONGEST)
    .split('\n')
    .map((line) => line.replace(/^\s*(\/\*+!?|\*+(?!\/)|\/\/+!?|#+!?)?\s?/, '').replace(/\s*\*+\/\s*$/, ''));
  return lines.join('\n').trim().slice(0, LONGEST);
}
