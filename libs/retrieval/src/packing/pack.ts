import { tokenEstimate, type TokenCounter } from './token-estimate.ts';

/** Something found that could go into a context. */
export interface Packable {
  id: string;
  /** What it is a part of: a path, an issue. */
  source: string;
  text: string;
  /** In the source, from 1; without them nothing is known to overlap. */
  lines?: readonly [first: number, last: number];
  /** Where it can be looked up: a commit, a date. */
  version?: string;
}

/** Why something found is not in the context. */
export type CutReason = 'over-budget' | 'overlaps' | 'same-text';

export interface Pack {
  /** One block per source, in the order of its best hit; inside of it in the order of lines. */
  text: string;
  tokens: number;
  budget: number;
  /** Who counted. */
  counter: string;
  /** What is inside, in the order of the text, each with how it is cited: `src/a.ts:3-9@1a2b3c4`. */
  parts: readonly { id: string; citation: string }[];
  /** What is not inside. `by`: the part that has it already. */
  cut: readonly { id: string; reason: CutReason; by?: string }[];
}

/**
 * Packs hits into a context for a language model, best first, as many as fit, never over the budget. A hit that does not fit is left out and
 * the next smaller one is tried. A hit whose lines another one has, or whose text is already inside, is left out.
 *
 * @param hits best first
 * @param budget in tokens, of the whole text with citations and separators
 */
export function pack(hits: readonly Packable[], budget: number, counter: TokenCounter = tokenEstimate): Pack {
  const chosen: Packable[] = [];
  const cut: { id: string; reason: CutReason; by?: string }[] = [];
  let used = 0;
  for (const hit of hits) {
    const over = chosen.find((one) => overlaps(one, hit));
    const same = over ?? chosen.find((one) => one.text.trim() === hit.text.trim());
    if (same) {
      cut.push({ id: hit.id, reason: over ? 'overlaps' : 'same-text', by: same.id });
      continue;
    }
    const cost = counter.count(`${blockOf(hit)}\n\n`);
    if (used + cost > budget) cut.push({ id: hit.id, reason: 'over-budget' });
    else {
      chosen.push(hit);
      used += cost;
    }
  }
  // Tokens of parts need not add up to those of the whole; the whole is what counts.
  let text = textOf(chosen);
  for (; counter.count(text) > budget; text = textOf(chosen)) cut.push({ id: chosen.pop()!.id, reason: 'over-budget' });
  const parts = ordered(chosen).map((hit) => ({ id: hit.id, citation: citationOf(hit) }));
  return { text, tokens: counter.count(text), budget, counter: counter.name, parts, cut };
}

/** `path:first-last@version`, as far as known. */
export const citationOf = ({ source, lines, version }: Packable): string =>
  `${source}${lines ? `:${lines[0]}-${lines[1]}` : ''}${version === undefined ? '' : `@${version}`}`;

const blockOf = (hit: Packable): string => `[${citationOf(hit)}]\n${hit.text.trimEnd()}`;

const textOf = (hits: readonly Packable[]): string => ordered(hits).map(blockOf).join('\n\n');

/** Sources as they were found, their parts as they stand in them. */
const ordered = (hits: readonly Packable[]): Packable[] =>
  [...Map.groupBy(hits, ({ source }) => source).values()].flatMap((parts) =>
    parts.toSorted((a, b) => (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0)),
  );

const overlaps = (one: Packable, other: Packable): boolean =>
  one.source === other.source &&
  one.lines !== undefined &&
  other.lines !== undefined &&
  one.lines[0] <= other.lines[1] &&
  other.lines[0] <= one.lines[1];
