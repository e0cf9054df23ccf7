import type { Mentions } from './mentions-in.ts';

/**
 * How many of the mentions name a chunk: a symbol that is its qualified name or the end of it (`append` names `OrderStore.append`), a path
 * that is its path or an end, beginning or middle of it at slashes. Upper and lower case alike.
 */
export function mentionScore({ symbols, paths }: Mentions, { symbol = '', path = '' }: { symbol?: string; path?: string }): number {
  const [name, place] = [`.${symbol.toLowerCase()}`, `/${path.toLowerCase()}/`];
  const named = symbols.filter((one) => name.endsWith(`.${one.toLowerCase()}`)).length;
  return named + paths.filter((one) => place.includes(`/${one.toLowerCase()}/`)).length;
}
