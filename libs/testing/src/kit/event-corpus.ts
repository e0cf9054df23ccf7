import {
  AgentDeregistered,
  AgentRegistered,
  Annotated,
  ApprovalEscalated,
  ApprovalExpired,
  ApprovalGiven,
  ApprovalGranted,
  ApprovalRejected,
  ApprovalRequested,
  StepClaimed,
  StepCompleted,
  SignalReceived,
  StepFailed,
  StepLeaseExtended,
  StepRescheduled,
  StepRetryDue,
  StepRetryScheduled,
  StepScheduled,
  StepTimedOut,
  ThreadStarted,
  TurnsAppended,
  UsageRecorded,
  WorkflowCancelled,
  WorkflowCompleted,
  WorkflowExpired,
  WorkflowFailed,
  WorkflowPaused,
  WorkflowReopened,
  WorkflowResumed,
  WorkflowStarted,
  type Category,
  type Fact,
} from '@skein/contracts';

const at = (second: number): string => new Date(Date.parse('2026-01-15T12:00:00.000Z') + second * 1_000).toISOString();

const started = WorkflowStarted({ title: 'Survey', goal: 'Know it', input: { path: '.' }, tags: ['demo'], parent: 'all', ttlMs: 60_000 });
const plan = {
  capability: 'read',
  retry: { maxAttempts: 3, backoffMs: 1_000, factor: 2, maxBackoffMs: 60_000 },
  timeoutMs: 90_000,
  priority: 1,
};
const files = StepScheduled({ step: 'files', title: 'Read the files', agent: 'ann', input: { path: '.' }, dependsOn: [], ...plan });
const write = StepScheduled({ step: 'write', dependsOn: ['files', 'files'], ...plan });
const claim = (number: number) =>
  StepClaimed({ step: 'files', attempt: number, fence: number, by: 'ann', worker: 'w1', leaseUntil: at(30), runUntil: at(90) });
const attempt = (number: number) => ({ step: 'files', attempt: number, fence: number, by: 'ann' });
const gate = (name: string) =>
  ApprovalRequested({ gate: name, title: 'Go?', detail: 'All of it', risk: 'critical', roles: ['lead'], quorum: 2, expiresAt: at(600) });

const long: Fact[] = [
  started,
  files,
  write,
  claim(1),
  StepLeaseExtended({ step: 'files', fence: 1, leaseUntil: at(45) }),
  StepFailed({ ...attempt(1), error: { message: 'broke', code: 'io' }, retriable: true }),
  StepRetryScheduled({ step: 'files', attempt: 2, at: at(300) }),
  StepRetryDue({ step: 'files', attempt: 2 }),
  claim(2),
  StepTimedOut({ ...attempt(2), limit: 'lease' }),
  StepRetryScheduled({ step: 'files', attempt: 3, at: at(0) }),
  claim(3),
  gate('ship'),
  ApprovalGiven({ gate: 'ship', by: 'ann', justification: 'tested' }),
  WorkflowPaused({ reason: 'night' }),
  Annotated({ text: 'good night' }),
  WorkflowResumed({}),
  ApprovalGiven({ gate: 'ship', by: 'bob', justification: 'tested' }),
  ApprovalGranted({ gate: 'ship' }),
  StepCompleted({ ...attempt(3), output: { lines: 12 }, usage: { inputTokens: 3 } }),
];
// Nine completed steps are more than one layer of the index of completed steps.
const many = Array.from({ length: 9 }, (_, number) => {
  const step = `part-${number}`;
  return [StepScheduled({ step, dependsOn: ['files'], ...plan }), StepCompleted({ step, attempt: 1, fence: 1, by: 'ann' })];
}).flat();

const planned = ApprovalRequested({
  ...{ gate: 'tell', title: 'Go?', risk: 'low', roles: ['lead'], quorum: 2, expiresAt: at(700) },
  escalation: { at: at(300), roles: ['boss', 'ops'], expiresAt: at(900) },
});
// A step that was completed, one that has failed and a gate that waits are there when it is taken up again.
const again: Fact[] = [
  ...long,
  StepScheduled({ step: 'check', dependsOn: ['write'], ...plan }),
  planned,
  ApprovalGiven({ gate: 'tell', by: 'ann' }),
  SignalReceived({ name: 'tests-green', by: 'ci', payload: { run: 1 } }),
  WorkflowFailed({ step: 'write', message: 'broke' }),
  WorkflowReopened({ from: 'files', reason: 'fixed' }),
  StepRescheduled({ step: 'files' }),
  StepRescheduled({ step: 'write' }),
  StepRescheduled({ step: 'check' }),
  ApprovalEscalated({ gate: 'tell', roles: ['boss', 'ops'], expiresAt: at(900) }),
  ApprovalEscalated({ gate: 'tell', roles: ['boss'], by: 'cy', reason: 'on leave' }),
  UsageRecorded({ agent: 'ann', step: 'files', usage: { inputTokens: 5, outputTokens: 2, costMicroUsd: 40, model: 'm' } }),
  SignalReceived({ name: 'tests-green', by: 'ci' }),
  ApprovalGiven({ gate: 'tell', by: 'cy' }),
  ApprovalGranted({ gate: 'tell' }),
  claim(4),
  StepCompleted({ ...attempt(4), usage: { costMicroUsd: 2 } }),
];

/** Histories with every event there is. What they fold to is pinned; they are only ever added to. */
export const corpus: Readonly<Record<Category, readonly (readonly Fact[])[]>> = {
  workflow: [
    [...long, ...many, WorkflowCompleted({})],
    [...long, gate('tell'), WorkflowFailed({ step: 'write', message: 'broke' })],
    [...long.slice(0, 13), WorkflowCancelled({ reason: 'not needed' })],
    [...long.slice(0, 4), WorkflowExpired({ idleMs: 60_000 })],
    [...long.slice(0, 14), ApprovalRejected({ gate: 'ship', by: 'bob', reason: 'no' })],
    [...long.slice(0, 13), gate('tell'), ApprovalExpired({ gate: 'ship' })],
    again,
  ],
  memory: [
    [
      ThreadStarted({ title: 'Plan', workflow: 'survey-1' }),
      TurnsAppended({
        first: 1,
        turns: [
          { role: 'user', content: 'hello' },
          { role: 'assistant', content: 'hi' },
        ],
      }),
      TurnsAppended({ first: 3, turns: [{ role: 'tool', content: 'done' }] }),
    ],
  ],
  agent: [
    [
      AgentRegistered({ registration: 1, by: 'ann', name: 'reader', capabilities: ['read'], tags: [] }),
      AgentRegistered({ registration: 2, by: 'ann', name: 'Reader', capabilities: ['read'], tags: ['x'], card: { a: 1 } }),
      AgentDeregistered({ registration: 2, reason: 'shutdown' }),
    ],
  ],
};
