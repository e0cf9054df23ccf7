import type { Searchable } from '@skein/retrieval';
import type { Payload } from '@skein/vector-index';

/** A unit that is found, as a source gives it. Whatever is in it is stored; only `Searchable`'s fields are searched. */
export interface SourceChunk extends Searchable {
  /** Unique in its document, and the same again for the same place: `OrderStore.append`, `comment/17`. */
  key: string;
  title: string;
  /** `function`, `class`, `comment` …: a filter. */
  kind?: string;
  /** `typescript`, `markdown` …: a filter. */
  lang?: string;
  /** From 1, of the file. */
  startLine?: number;
  endLine?: number;
}

/** What a source replaces as a whole: a file, an issue, a page. */
export interface SourceDocument {
  /** Unique in its source: the path of a file, the id of an issue. */
  key: string;
  title: string;
  /**
   * The source's own change detector: a blob id, an instant. With the same version (and the same {@link SourceRef.reader}) the document is taken as
   * unchanged, without being read.
   */
  version: string;
  /** Where people look at it. */
  url?: string;
  /** ISO 8601: filters by time compare with it. */
  updatedAt?: string;
  /** Shown with hits, not searched. */
  metadata?: Readonly<Record<string, unknown>>;
  /** More keys to filter by, beside path, lang, kind, symbol, source and time: `repo`, `state`, `team`. */
  filters?: Payload;
  chunks: readonly SourceChunk[];
}
