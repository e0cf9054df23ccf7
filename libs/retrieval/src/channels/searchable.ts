/** What of a chunk can be found; everything but the text may be missing. */
export interface Searchable {
  text: string;
  /** Where it is, with `/`. */
  path?: string;
  /** Its qualified name: `OrderStore.append`. */
  symbol?: string;
  /** Its declaration without the body. */
  signature?: string;
  /** The comment that documents it. */
  doc?: string;
  /** What its file imports. */
  imports?: readonly string[];
  /** What commits that changed it said, newest first. */
  history?: readonly string[];
}
