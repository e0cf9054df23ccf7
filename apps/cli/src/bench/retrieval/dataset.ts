import type { Searchable } from '@skein/retrieval';

/** A part of a file, as an indexer would have it. */
export interface DatasetDocument extends Searchable {
  id: string;
  /** What is looked for and judged: the file that the part belongs to. */
  file: string;
}

export interface DatasetQuery {
  id: string;
  text: string;
}

/** A file that a query should find. */
export interface Judgement {
  query: string;
  file: string;
}

/** Documents, queries and judgements: `documents.jsonl`, `queries.jsonl` and `judgements.jsonl` of one folder (docs/retrieval.md). */
export interface Dataset {
  name: string;
  documents: readonly DatasetDocument[];
  queries: readonly DatasetQuery[];
  judgements: readonly Judgement[];
}
