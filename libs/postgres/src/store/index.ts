export { appendGroups } from './append-groups.ts';
export {
  noViewRows,
  type AppendGroup,
  type ApprovalRow,
  type BrokenRow,
  type KeptRows,
  type SnapshotRow,
  type StepRow,
  type TimerKey,
  type TimerRow,
  type ViewRows,
  type WorkflowRow,
} from './append-rows.ts';
export { cursorsChannel, parseMovedCursors } from './cursors-channel.ts';
export { dueTimers, nextTimerAt, type StoredTimer } from './due-timers.ts';
export { emptyStore } from './empty-store.ts';
export { findResults, type FoundResult, type WantedResult } from './find-results.ts';
export { lookUp, lookUpSeveral, type CommandRef, type LookedUp, type LookUp, type StoredResult, type StoredStream } from './look-up.ts';
export { clearStrays, holdPartition, replaceRows, type MadeRows } from './made-rows.ts';
export { callReplicas, operatorsChannel, parseReplicaCall, type PartitionStatus, type ReplicaCall } from './operators-channel.ts';
export { movePosition, moveToTopic, type MovedPartition } from './moved-topic.ts';
export { readHolds, removeHold, setHold, type Hold } from './holds.ts';
export { eventsByStream, eventsInLogOrder, type EventsPage } from './partition-events.ts';
export type { PartitionRef } from './partition-ref.ts';
export { readAllCursors, readCursors, readRecord, type StoredCursor } from './read-cursors.ts';
export { STORE_ROLE, STORE_SCHEMA } from './schema/store-schema.ts';
export { storeMigrations } from './store.migrations.ts';
export type { StreamRef } from './stream-ref.ts';
