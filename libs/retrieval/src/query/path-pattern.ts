/**
 * Whether a path fits a pattern. With `*` (anything inside a folder), `**` (anything) or `?` (one character) the pattern describes the whole
 * path; without them the path only has to contain it. Upper and lower case alike. At most pattern × path steps.
 */
export const fitsPath = (pattern: string, path: string): boolean => pathTest(pattern)(path);

/** {@link fitsPath} for many paths. */
export function pathTest(pattern: string): (path: string) => boolean {
  const wanted = pattern.toLowerCase();
  if (!/[*?]/.test(wanted)) return (path) => path.toLowerCase().includes(wanted);
  const pieces = wanted.match(/\*\*\/?|[^]/g)!;
  return (path) => fitsPieces(pieces, path.toLowerCase());
}

function fitsPieces(pieces: readonly string[], given: string): boolean {
  // reached[i]: the pieces before i can stand for the part of the path that was read
  let reached = skipping(new Set([0]), pieces);
  for (const character of given) {
    const next = new Set<number>();
    for (const at of reached) {
      const piece = pieces[at];
      if (piece === undefined) continue;
      if (piece.startsWith('**')) next.add(at);
      else if (piece === '*') {
        if (character !== '/') next.add(at);
      } else if (piece === character || (piece === '?' && character !== '/')) next.add(at + 1);
    }
    reached = skipping(next, pieces);
  }
  return reached.has(pieces.length);
}

/** Adds the places behind stars, which may also stand for nothing. */
function skipping(places: Set<number>, pieces: readonly string[]): Set<number> {
  for (const at of places) if (pieces[at]?.startsWith('*')) places.add(at + 1); // a set that grows is walked to its end
  return places;
}
