import type { SparseVector } from '../weights/bm25.ts';
import { tokenId } from '../weights/token-id.ts';
import { mentionsIn, moduleEndings } from './mentions-in.ts';

/** Parts of a path that can be named; of a deeper one the last. What a path costs grows with their square. */
const MOST_PARTS = 12;

/**
 * The names by which a chunk can be mentioned: its qualified name and every end of it (`append` names `OrderStore.append`), its path and every
 * beginning, end and middle of it at slashes. Upper and lower case alike. The product with a {@link mentionQuery} says how many of the mentions name it.
 */
export function mentionVector({ symbol = '', path = '' }: { symbol?: string; path?: string }): SparseVector {
  const names = new Map<number, number>();
  const parts = symbol.toLowerCase().split('.');
  for (let from = 0; from < parts.length; from++) {
    const end = parts.slice(from).join('.');
    if (end !== '') names.set(symbolToken(end), 1);
  }
  for (const token of namesOf(path)) names.set(token, 1);
  return names;
}

/** Of the path that was asked for last: the chunks of a file come one behind the other. */
let last: { path: string; tokens: readonly number[] } = { path: '', tokens: [] };

function namesOf(path: string): readonly number[] {
  if (last.path === path) return last.tokens;
  const tokens: number[] = [];
  const folders = path.toLowerCase().split('/').slice(-MOST_PARTS);
  for (let from = 0; from < folders.length; from++) {
    let run = '';
    for (const part of folders.slice(from)) {
      run = run === '' ? part : `${run}/${part}`;
      if (run !== '') tokens.push(pathToken(run));
    }
  }
  last = { path, tokens };
  return tokens;
}

/** What a text mentions, to be asked of {@link mentionVector}s: each mention weighs 1. Empty when it names nothing. */
export function mentionQuery(text: string): SparseVector {
  const { symbols, modules, paths } = mentionsIn(text);
  const places = [...paths, ...modules.flatMap(filesOfModule)];
  const tokens = [...symbols.map((name) => symbolToken(name.toLowerCase())), ...places.map((path) => pathToken(path.toLowerCase()))];
  return new Map(tokens.map((token) => [token, 1]));
}

/** A module is a file or a folder. */
const filesOfModule = (module: string): string[] => [module, ...moduleEndings.map((ending) => `${module}.${ending}`)];

// Told apart, so that a file name is never taken for a symbol.
const symbolToken = (name: string): number => tokenId(`symbol\n${name}`);
const pathToken = (path: string): number => tokenId(`path\n${path}`);
