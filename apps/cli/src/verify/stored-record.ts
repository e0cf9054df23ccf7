/** A row of the history, with what else the store keeps of the same command and version. */
export interface StoredRecord {
  seq: number;
  offset: number;
  tenant: string;
  stream: string;
  /** Of an event. */
  version: number | null;
  commandId: string;
  /** The text as it was sent. */
  value: string;
  /** Its SHA-256 as stored, in hex. */
  hash: string;
  /** The result that indexes its command. */
  result: { firstSeq: number; lastSeq: number; commandHash: string } | null;
  /** Snapshots of the state at this version. */
  snapshots: readonly { reducerVersion: number; state: string }[];
}
