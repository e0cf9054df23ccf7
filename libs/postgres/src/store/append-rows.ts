import type { Category, Timer } from '@skein/contracts';
import type { StoreGroup } from '@skein/log';
import type { PartitionRef } from './partition-ref.ts';
import type { StreamRef } from './stream-ref.ts';

/** All times are in ms since 1970, `undefined` where there is none. */
export interface SnapshotRow extends StreamRef {
  category: Category;
  reducerVersion: number;
  version: number;
  time: number;
  state: string;
  /** Of the state's UTF-8 text. */
  bytes: number;
}

export interface WorkflowRow extends StreamRef {
  partition: number;
  seq: number;
  version: number;
  title: string;
  status: string;
  tags: readonly string[];
  parent?: string | undefined;
  openSteps: number;
  completedSteps: number;
  failedAttempts: number;
  openGates: number;
  signals: number;
  inputTokens: number;
  outputTokens: number;
  costMicroUsd: number;
  startedAt: number;
  updatedAt: number;
  closedAt?: number | undefined;
  expiresAt?: number | undefined;
}

export interface StepRow extends StreamRef {
  step: string;
  partition: number;
  title?: string | undefined;
  capability: string;
  agent?: string | undefined;
  status: string;
  attempt: number;
  fence: number;
  priority: number;
  heldBy?: string | undefined;
  leaseUntil?: number | undefined;
  dependsOn: readonly string[];
  /** Version of the event that holds the step's input. */
  scheduledBy: number;
  updatedAt: number;
}

export interface ApprovalRow extends StreamRef {
  gate: string;
  title: string;
  detail?: string | undefined;
  risk: string;
  roles: readonly string[];
  quorum: number;
  voters: readonly string[];
  status: string;
  requestedBy: string;
  requestedAt: number;
  expiresAt?: number | undefined;
  closedAt?: number | undefined;
  escalatesAt?: number | undefined;
  escalatesTo?: readonly string[] | undefined;
  escalatedAt?: number | undefined;
}

export type TimerKey = StreamRef & Pick<Timer, 'purpose' | 'subject'>;
export type TimerRow = StreamRef & Timer;

/** A workflow whose rows cannot be kept: its row says so from here on. */
export interface BrokenRow extends StreamRef {
  partition: number;
  seq: number;
  version: number;
  time: number;
}

/** The rows to write beside history; of one row the last state only. */
export interface ViewRows {
  workflows: WorkflowRow[];
  steps: StepRow[];
  approvals: ApprovalRow[];
  /** Streams all of whose deadlines go before those of `timers` are set. */
  timersCleared: StreamRef[];
  timersRemoved: TimerKey[];
  timers: TimerRow[];
  broken: BrokenRow[];
}

export const noViewRows = (): ViewRows => ({
  workflows: [],
  steps: [],
  approvals: [],
  timersCleared: [],
  timersRemoved: [],
  timers: [],
  broken: [],
});

/** What is made of the history of one partition. */
export interface KeptRows extends PartitionRef {
  snapshots: SnapshotRow[];
  views: ViewRows;
}

/** What is appended of one partition. */
export interface AppendGroup extends KeptRows {
  group: StoreGroup;
}
