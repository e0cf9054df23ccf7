import type { SkipReason } from '../text/text-of.ts';

/** A file as the run is told of it. */
export interface ListedFile {
  key: string;
  version: string;
  /** Known without reading it. */
  reason?: SkipReason;
  blob?: string;
}

/** The files of a state of a repository: of a commit, or of a work tree. */
export interface GitFiles extends AsyncDisposable {
  readonly listed: readonly ListedFile[];
  read(file: ListedFile): Promise<Buffer | SkipReason>;
}
