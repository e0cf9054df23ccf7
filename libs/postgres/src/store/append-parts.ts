import type { Category } from '@skein/contracts';
import type { AcceptedRecord } from '@skein/log';
import { hex, instant, int4, int8, parametersOf, text, words, type Columns } from './append-columns.ts';
import type {
  AppendGroup,
  ApprovalRow,
  BrokenRow,
  KeptRows,
  SnapshotRow,
  StepRow,
  TimerKey,
  TimerRow,
  WorkflowRow,
} from './append-rows.ts';
import type { StreamRef } from './stream-ref.ts';

/** One function of the store and the parameters of its call. */
export interface AppendPart {
  function: string;
  parameters: Buffer[];
}

interface PlacedRecord extends AcceptedRecord {
  category: Category;
  partition: number;
}

interface ResultRow {
  first: PlacedRecord;
  lastSeq: number;
}

const of = <Row extends StreamRef>() => [text<Row>((row) => row.tenant), text<Row>((row) => row.stream)] as const;

const cursorColumns: Columns<AppendGroup> = [
  text((one) => one.category),
  int4((one) => one.partition),
  int8((one) => one.group.from.nextOffset),
  text((one) => one.group.from.head),
  int8((one) => one.group.to.nextOffset),
  text((one) => one.group.to.head),
  int8((one) => one.group.to.seq),
  int8((one) => one.group.to.headOffset),
  int8((one) => one.group.voids),
];

const recordColumns: Columns<PlacedRecord> = [
  text((one) => one.category),
  int4((one) => one.partition),
  int8((one) => one.record.seq),
  int8((one) => one.offset),
  text((one) => one.record.tenant),
  text((one) => one.record.subject),
  int8((one) => ('version' in one.record ? one.record.version : undefined)),
  text((one) => one.record.commandid),
  text((one) => one.record.type),
  instant((one) => Date.parse(one.record.time)),
  text((one) => one.value),
  hex((one) => one.hash),
];

const resultColumns: Columns<ResultRow> = [
  text(({ first }) => first.record.tenant),
  text(({ first }) => first.category),
  text(({ first }) => first.record.subject),
  text(({ first }) => first.record.commandid),
  hex(({ first }) => first.record.commandhash),
  int4(({ first }) => first.partition),
  int8(({ first }) => first.record.seq),
  int8(({ lastSeq }) => lastSeq),
];

const snapshotColumns: Columns<SnapshotRow> = [
  text((row) => row.tenant),
  text((row) => row.category),
  text((row) => row.stream),
  int4((row) => row.reducerVersion),
  int8((row) => row.version),
  instant((row) => row.time),
  text((row) => row.state),
  int4((row) => row.bytes),
];

const workflowColumns: Columns<WorkflowRow> = [
  ...of<WorkflowRow>(),
  int4((row) => row.partition),
  int8((row) => row.seq),
  int8((row) => row.version),
  text((row) => row.title),
  text((row) => row.status),
  words((row) => row.tags),
  text((row) => row.parent),
  int4((row) => row.openSteps),
  int4((row) => row.completedSteps),
  int4((row) => row.failedAttempts),
  int4((row) => row.openGates),
  instant((row) => row.startedAt),
  instant((row) => row.updatedAt),
  instant((row) => row.closedAt),
  instant((row) => row.expiresAt),
  int4((row) => row.signals),
  int8((row) => row.inputTokens),
  int8((row) => row.outputTokens),
  int8((row) => row.costMicroUsd),
];

const stepColumns: Columns<StepRow> = [
  ...of<StepRow>(),
  text((row) => row.step),
  int4((row) => row.partition),
  text((row) => row.title),
  text((row) => row.capability),
  text((row) => row.agent),
  text((row) => row.status),
  int4((row) => row.attempt),
  int4((row) => row.fence),
  int4((row) => row.priority),
  text((row) => row.heldBy),
  instant((row) => row.leaseUntil),
  words((row) => row.dependsOn),
  int8((row) => row.scheduledBy),
  instant((row) => row.updatedAt),
];

const approvalColumns: Columns<ApprovalRow> = [
  ...of<ApprovalRow>(),
  text((row) => row.gate),
  text((row) => row.title),
  text((row) => row.detail),
  text((row) => row.risk),
  words((row) => row.roles),
  int4((row) => row.quorum),
  words((row) => row.voters),
  text((row) => row.status),
  text((row) => row.requestedBy),
  instant((row) => row.requestedAt),
  instant((row) => row.expiresAt),
  instant((row) => row.closedAt),
  instant((row) => row.escalatesAt),
  text((row) => row.escalatesTo?.join(' ')),
  instant((row) => row.escalatedAt),
];

const brokenColumns: Columns<BrokenRow> = [
  ...of<BrokenRow>(),
  int4((row) => row.partition),
  int8((row) => row.seq),
  int8((row) => row.version),
  instant((row) => row.time),
];

type InCategory<Row> = Row & { category: Category; partition: number };
const clearedColumns: Columns<InCategory<StreamRef>> = [text((row) => row.tenant), text((row) => row.category), text((row) => row.stream)];
const removedColumns: Columns<InCategory<TimerKey>> = [...clearedColumns, text((row) => row.purpose), text((row) => row.subject)];
const timerColumns: Columns<InCategory<TimerRow>> = [
  text((row) => row.category),
  int4((row) => row.partition),
  ...of<InCategory<TimerRow>>(),
  text((row) => row.purpose),
  text((row) => row.subject),
  int8((row) => row.setBy),
  instant((row) => row.due),
];

/** The calls that append `groups`, in the order in which they must run; those without rows are left out. */
export function appendParts(groups: readonly AppendGroup[]): AppendPart[] {
  const records = groups.flatMap(({ group, category, partition }) => group.records.map((record) => ({ ...record, category, partition })));
  const history = [
    ...parametersOf(cursorColumns, groups),
    ...parametersOf(recordColumns, records),
    ...parametersOf(resultColumns, resultsOf(records)),
  ];
  return [{ function: 'append_history', parameters: history }, ...rowParts(groups)];
}

/** The calls that keep what is made of history: snapshots and view rows. */
export function rowParts(groups: readonly KeptRows[]): AppendPart[] {
  const all = <Row>(rows: (group: KeptRows) => readonly Row[]): Row[] => groups.flatMap(rows);
  const placed = <Row>(rows: (group: KeptRows) => readonly Row[]): InCategory<Row>[] =>
    groups.flatMap((group) => rows(group).map((row) => ({ ...row, category: group.category, partition: group.partition })));
  const [cleared, removed, timers] = [
    placed((group) => group.views.timersCleared),
    placed((group) => group.views.timersRemoved),
    placed((group) => group.views.timers),
  ];
  const timerParameters = [
    ...parametersOf(clearedColumns, cleared),
    ...parametersOf(removedColumns, removed),
    ...parametersOf(timerColumns, timers),
  ];
  return [
    ...part(
      'keep_snapshots',
      snapshotColumns,
      all((group) => group.snapshots),
    ),
    ...part(
      'keep_workflows',
      workflowColumns,
      all((group) => group.views.workflows),
    ),
    ...part(
      'keep_steps',
      stepColumns,
      all((group) => group.views.steps),
    ),
    ...part(
      'keep_approvals',
      approvalColumns,
      all((group) => group.views.approvals),
    ),
    ...(cleared.length + removed.length + timers.length > 0 ? [{ function: 'keep_timers', parameters: timerParameters }] : []),
    ...part(
      'mark_broken',
      brokenColumns,
      all((group) => group.views.broken),
    ),
  ];
}

const part = <Row>(name: string, columns: Columns<Row>, rows: readonly Row[]): AppendPart[] =>
  rows.length > 0 ? [{ function: name, parameters: parametersOf(columns, rows) }] : [];

/** Groups hold whole commands: a command's records stand together and the last one says so. */
function resultsOf(records: readonly PlacedRecord[]): ResultRow[] {
  const results: ResultRow[] = [];
  let first: PlacedRecord | undefined;
  for (const one of records) {
    first ??= one;
    if (!one.record.last) continue;
    results.push({ first, lastSeq: one.record.seq });
    first = undefined;
  }
  return results;
}
