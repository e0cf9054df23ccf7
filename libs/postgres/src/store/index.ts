export { appendGroups } from './append-groups.ts';
export {
  noViewRows,
  type AppendGroup,
  type ApprovalRow,
  type BrokenRow,
  type SnapshotRow,
  type StepRow,
  type TimerKey,
  type TimerRow,
  type ViewRows,
  type WorkflowRow,
} from './append-rows.ts';
export { cursorsChannel, parseMovedCursors } from './cursors-channel.ts';
export { dueTimers, nextTimerAt, type StoredTimer } from './due-timers.ts';
export { findResults, type FoundResult, type WantedResult } from './find-results.ts';
export { lookUp, type CommandRef, type LookedUp, type LookUp, type StoredResult, type StoredStream } from './look-up.ts';
export type { PartitionRef } from './partition-ref.ts';
export { readAllCursors, readCursors, readRecord, type StoredCursor } from './read-cursors.ts';
export { STORE_ROLE, STORE_SCHEMA } from './schema/store-schema.ts';
export { storeMigrations } from './store.migrations.ts';
export type { StreamRef } from './stream-ref.ts';
