import {
  Annotate,
  Approve,
  CancelWorkflow,
  ClaimStep,
  CompleteStep,
  Escalate,
  ExtendLease,
  FailStep,
  PauseWorkflow,
  RecordUsage,
  Reject,
  RequestApproval,
  ResumeWorkflow,
  RetryFrom,
  ScheduleStep,
  Signal,
  WorkflowStatus,
} from '@skein/contracts';

const anyStatus = WorkflowStatus.options;
const open = ['running', 'awaiting_approval', 'paused'] as const;
const unpaused = ['running', 'awaiting_approval'] as const;

/** In which statuses a command may be given. StartWorkflow and FireTimer have rules of their own. */
const allowedIn: Readonly<Record<string, readonly WorkflowStatus[]>> = {
  [Annotate.type]: anyStatus,
  [PauseWorkflow.type]: unpaused,
  [ResumeWorkflow.type]: ['paused'],
  [CancelWorkflow.type]: open,
  [ScheduleStep.type]: open,
  [ClaimStep.type]: ['running'],
  [ExtendLease.type]: open,
  [CompleteStep.type]: open,
  [FailStep.type]: open,
  [RequestApproval.type]: unpaused,
  [Approve.type]: open,
  [Reject.type]: open,
  [Escalate.type]: open,
  [RetryFrom.type]: ['failed'],
  [Signal.type]: open,
  [RecordUsage.type]: open,
};

export const isAllowed = (command: string, status: WorkflowStatus): boolean => allowedIn[command]?.includes(status) ?? true;
