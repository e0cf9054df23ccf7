import type { SearchRequest } from '@skein/contracts';

/** The same numbers each time (Park and Miller's generator). */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** A chunk that is in the index. */
export interface LoadChunk {
  text: string;
  path: string;
  lang: string;
  symbol: string | null;
}

/**
 * Questions about what is indexed: two to five words of some place in it, every fifth with a phrase, every tenth with a pattern, every tenth with a symbol,
 * half of them with filters by folder and language. All lexical channels are asked each time, and ten hits are read.
 */
export function searchLoad(chunks: readonly LoadChunk[], count: number): SearchRequest[] {
  const below = numbers(4_711);
  const requests: SearchRequest[] = [];
  while (requests.length < count) {
    const chunk = chunks[below(chunks.length)]!;
    const words = chunk.text.match(/[A-Za-z][A-Za-z0-9]{2,30}/g);
    if (!words || words.length < 12) continue;
    const n = requests.length;
    const some = Array.from({ length: 2 + below(4) }, () => words[below(words.length)]!);
    if (n % 5 === 1) some.push(`"${phraseOf(chunk.text, below) ?? words[0]!}"`);
    if (n % 10 === 2) some.push(`/${words[below(words.length)]!}\\w*\\(/`);
    if (n % 10 === 3 && chunk.symbol) some.push(`symbol:${chunk.symbol}`);
    const filter = n % 2 === 0 ? { path: chunk.path.split('/')[0]!, lang: chunk.lang } : undefined;
    requests.push({ query: some.join(' '), limit: 10, filter });
  }
  return requests;
}

/** Three words of a line, as they stand. */
function phraseOf(text: string, below: (n: number) => number): string | undefined {
  const lines = text.split('\n').filter((line) => !line.includes('"') && line.trim().split(/\s+/).length >= 4);
  const line = lines[below(Math.max(1, lines.length))];
  return line?.trim().split(/\s+/).slice(0, 3).join(' ');
}
