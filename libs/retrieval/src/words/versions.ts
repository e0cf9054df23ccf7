const DOTTED = /\d\.\d/;
const CANDIDATE = /(?<![\w.])v?\d[\w.]*/g;
const VERSION = /^v?(\d+(?:\.\d+){1,5})\.?$/;
/** In UTF-16 units; what is longer is a list of numbers. */
const LONGEST = 32;

/** Version numbers and addresses of two to six numbers, without the `v` before and the full stop behind. */
export function versionsIn(text: string): string[] {
  if (!DOTTED.test(text)) return [];
  const found: string[] = [];
  for (const candidate of text.match(CANDIDATE) ?? []) {
    const version = candidate.length <= LONGEST ? VERSION.exec(candidate) : null;
    if (version) found.push(version[1]!);
  }
  return found;
}
