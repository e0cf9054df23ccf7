import type { SearchRequest } from '@skein/contracts';
import type { SourceDocument } from '../indexing/source-document.ts';

/** The same numbers each time (Park and Miller's generator). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/**
 * Questions about a corpus: words of some place in it, every fifth with a phrase, every tenth with a pattern, every tenth with a symbol, half of
 * them with filters. All lexical channels are asked each time.
 */
export function searchLoad(documents: readonly SourceDocument[], count: number): SearchRequest[] {
  const below = numbers(4_711);
  const requests: SearchRequest[] = [];
  while (requests.length < count) {
    const document = documents[below(documents.length)]!;
    const chunk = document.chunks[below(document.chunks.length)];
    const words = chunk?.text.match(/[A-Za-z][A-Za-z0-9]{2,30}/g);
    if (!chunk || !words || words.length < 12) continue;
    const n = requests.length;
    const some = Array.from({ length: 2 + below(4) }, () => words[below(words.length)]!);
    if (n % 5 === 1) some.push(`"${phraseOf(chunk.text, below) ?? words[0]!}"`);
    if (n % 10 === 2) some.push(`/${words[below(words.length)]!}\\w*\\(/`);
    if (n % 10 === 3 && chunk.symbol) some.push(`symbol:${chunk.symbol}`);
    const folder = chunk.path!.split('/').slice(0, 1).join('/');
    const filter = n % 2 === 0 ? { path: folder, lang: chunk.lang! } : undefined;
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
