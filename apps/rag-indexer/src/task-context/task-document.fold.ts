import {
  Annotated,
  ApprovalExpired,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  StepCompleted,
  StepFailed,
  StepRescheduled,
  StepScheduled,
  StepTimedOut,
  UsageRecorded,
  WorkflowCancelled,
  WorkflowCompleted,
  WorkflowExpired,
  WorkflowFailed,
  WorkflowPaused,
  WorkflowReopened,
  WorkflowResumed,
  WorkflowStarted,
  type EventDefinition,
  type EventOf,
  type EventRecord,
  type WorkflowStatus,
} from '@skein/contracts';
import { addError, addNote, addStep, addUsage, outcomeText, type TaskDocument } from './task-document.ts';

type Fold = (document: TaskDocument, data: unknown) => void;

type Shape = EventDefinition['schema']['shape'];

/** A fold of one kind of event; the log has checked the data when it accepted the record. */
const on = <T extends string, S extends Shape>(
  { wireType }: EventDefinition<T, S>,
  fold: (document: TaskDocument, data: EventOf<EventDefinition<T, S>>['data']) => void,
): [string, Fold] => [wireType, fold as Fold];

const becomes = (status: WorkflowStatus) => (document: TaskDocument) => {
  document.status = status;
};

const folds = new Map<string, Fold>([
  on(WorkflowStarted, (document, { title, goal, tags }) => Object.assign(document, { title, goal, tags, status: 'running' })),
  on(StepScheduled, (document, { step, title, capability }) => addStep(document, step, { title, capability })),
  on(StepCompleted, (document, { step, by, output, usage }) => {
    if (document.steps[step]) Object.assign(document.steps[step], { status: 'completed', by, outcome: outcomeText(output) });
    addUsage(document, usage);
  }),
  on(StepRescheduled, (document, { step }) => {
    const again = document.steps[step];
    if (!again) return;
    again.status = 'open';
    delete again.by;
    delete again.outcome;
  }),
  on(UsageRecorded, (document, { usage }) => addUsage(document, usage)),
  on(StepFailed, (document, { step, error }) => addError(document, step, error.message)),
  on(StepTimedOut, (document, { step, limit }) =>
    addError(document, step, limit === 'lease' ? 'its agent went silent' : 'it took too long'),
  ),
  on(ApprovalRequested, (document, { gate, title }) => {
    document.status = 'awaiting_approval';
    addNote(document, `approval ${gate} asked for: ${title}`);
  }),
  on(ApprovalGranted, (document, { gate }) => {
    document.status = 'running';
    addNote(document, `approval ${gate} granted`);
  }),
  on(ApprovalRejected, (document, { gate, reason }) => {
    document.status = 'rejected';
    addNote(document, `approval ${gate} rejected: ${reason}`);
  }),
  on(ApprovalExpired, (document, { gate }) => {
    document.status = 'rejected';
    addNote(document, `approval ${gate} expired`);
  }),
  on(Annotated, (document, { text }) => addNote(document, text)),
  on(WorkflowPaused, becomes('paused')),
  on(WorkflowReopened, becomes('running')),
  on(WorkflowResumed, becomes('running')),
  on(WorkflowCompleted, becomes('completed')),
  on(WorkflowFailed, becomes('failed')),
  on(WorkflowCancelled, becomes('cancelled')),
  on(WorkflowExpired, becomes('expired')),
]);

/** Changes the document by one more event of its workflow; events that say nothing worth finding leave it as it is. */
export function foldTask(document: TaskDocument, event: EventRecord): void {
  const notes = document.notes;
  folds.get(event.type)?.(document, event.data);
  document.updatedAt = event.time;
  const step = document.steps[(event.data as { step?: string }).step ?? ''];
  if (step) step.updatedAt = event.time;
  if (document.notes !== notes) document.notedAt = event.time;
}
