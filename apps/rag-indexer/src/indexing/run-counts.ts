/** What a run did: so that work can be seen to be proportional to change. */
export interface RunCounts {
  documents: { unchanged: number; written: number; removed: number; skipped: number };
  /** `unchanged`: of written documents, those whose text and place were the same. */
  chunks: { unchanged: number; written: number; removed: number };
}

export const noCounts = (): RunCounts => ({
  documents: { unchanged: 0, written: 0, removed: 0, skipped: 0 },
  chunks: { unchanged: 0, written: 0, removed: 0 },
});
