import { isAddress, SkeinError, type IndexSource } from '@skein/contracts';
import { isAbsolute, resolve } from 'node:path';

/**
 * The request with one spelling of its place: a source is named by it, and would be indexed once more under another.
 * Throws `index.source-not-allowed` for a folder that is not named as a whole: the caller is somewhere else than the rag-indexer.
 */
export function plainPlace<Source extends IndexSource>(source: Source): Source {
  if (source.kind === 'linear' || isAddress(source.place)) return source;
  if (!isAbsolute(source.place))
    throw new SkeinError(
      'index.source-not-allowed',
      'This source may not be read here. Name the whole path of a folder or file, as it is where the rag-indexer runs, or an address that begins with https:// or ssh://.',
    );
  return { ...source, place: resolve(source.place) };
}
