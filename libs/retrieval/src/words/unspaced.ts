// Scripts that are written without spaces, and Korean, whose words carry their particles.
const SCRIPTS = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}ー`;
const UNSPACED = new RegExp(`[${SCRIPTS}]`, 'u');
const RUN = new RegExp(`[${SCRIPTS}]+|[^${SCRIPTS}]+`, 'gu');

export const hasUnspaced = (word: string): boolean => UNSPACED.test(word);

/** Cuts a word where it changes between a script without spaces and another one: `型TypeScript` → `型`, `TypeScript`. */
export const runsOf = (word: string): readonly string[] => word.match(RUN) ?? [];

/** Overlapping pairs of characters, which stand for words where nobody can see where one ends; a lone character stands for itself. */
export function pairsOf(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => characters[index]! + character);
}
