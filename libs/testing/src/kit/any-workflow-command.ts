import {
  Annotate,
  Approve,
  CancelWorkflow,
  ClaimStep,
  CompleteStep,
  ExtendLease,
  FailStep,
  FireTimer,
  PauseWorkflow,
  Reject,
  RequestApproval,
  ResumeWorkflow,
  ScheduleStep,
  StartWorkflow,
  type Fact,
} from '@skein/contracts';
import fc from 'fast-check';
import { actor } from './actors.ts';
import { after } from './times.ts';

// Few names, so that commands meet the same steps and gates; one of them is inherited by every object.
const step = fc.constantFrom('a', 'b', 'c', 'constructor');
const gate = fc.constantFrom('g', 'h', 'constructor');
const fence = fc.constantFrom(1, 1, 1, 2, 2, 3);
const leaseMs = fc.constantFrom(100, 5_000, 30_000);

const plan = fc.record(
  {
    step,
    capability: fc.constant('work'),
    agent: fc.constantFrom('ann', 'bob'),
    dependsOn: fc.uniqueArray(step, { maxLength: 2 }),
    retry: fc.record({ maxAttempts: fc.constantFrom(1, 2, 3), backoffMs: fc.constantFrom(0, 1_000) }),
    timeoutMs: fc.constantFrom(0, 10_000),
  },
  { requiredKeys: ['step', 'capability'] },
);

/** One arbitrary per command of a workflow, by its type. */
export const anyCommandByType: Readonly<Record<string, fc.Arbitrary<Fact>>> = {
  [StartWorkflow.type]: fc
    .record({ title: fc.constant('Work'), ttlMs: fc.constantFrom(0, 60_000), steps: fc.uniqueArray(plan, { maxLength: 3 }) })
    .map(StartWorkflow),
  [ScheduleStep.type]: plan.map(ScheduleStep),
  [ClaimStep.type]: fc.record({ step, leaseMs }).map(ClaimStep),
  [ExtendLease.type]: fc.record({ step, fence, leaseMs }).map(ExtendLease),
  [CompleteStep.type]: fc.record({ step, fence, next: fc.array(plan, { maxLength: 1 }) }).map(CompleteStep),
  [FailStep.type]: fc.record({ step, fence, error: fc.constant({ message: 'broke' }), retriable: fc.boolean() }).map(FailStep),
  [RequestApproval.type]: fc
    .record({
      gate,
      title: fc.constant('Go?'),
      risk: fc.constantFrom('low' as const, 'critical' as const),
      roles: fc.constant<string[]>(['lead']),
      quorum: fc.constantFrom(1, 2),
      expiresAt: fc.option(fc.constantFrom(after(-1), after(200_000)), { nil: undefined }),
    })
    .map(RequestApproval),
  [Approve.type]: fc.record({ gate, justification: fc.constantFrom(undefined, 'tested') }).map(Approve),
  [Reject.type]: fc.record({ gate, reason: fc.constant('no') }).map(Reject),
  [PauseWorkflow.type]: fc.constant(PauseWorkflow({})),
  [ResumeWorkflow.type]: fc.constant(ResumeWorkflow({})),
  [CancelWorkflow.type]: fc.constant(CancelWorkflow({})),
  [Annotate.type]: fc.constant(Annotate({ text: 'noted' })),
  [FireTimer.type]: fc
    .record({
      purpose: fc.constantFrom(
        'step-lease' as const,
        'step-timeout' as const,
        'step-retry' as const,
        'approval-expiry' as const,
        'workflow-ttl' as const,
      ),
      subject: fc.oneof(step, gate, fc.constant('')),
      setBy: fc.integer({ min: 1, max: 9 }),
      due: fc.constantFrom(after(0), after(5_000)),
    })
    .map(FireTimer),
};

// Commands that move work are frequent, those that end it rare: otherwise most sequences would be over after a few moves.
const weights: Readonly<Record<string, number>> = {
  [ScheduleStep.type]: 6,
  [ClaimStep.type]: 10,
  [CompleteStep.type]: 8,
  [FailStep.type]: 4,
  [ResumeWorkflow.type]: 4,
  [RequestApproval.type]: 3,
  [Approve.type]: 8,
};

export const anyWorkflowCommand: fc.Arbitrary<Fact> = fc.oneof(
  ...Object.entries(anyCommandByType).map(([type, arbitrary]) => ({ arbitrary, weight: weights[type] ?? 2 })),
);

export const anyActor = fc.constantFrom(actor('ann', 'lead'), actor('bob', 'lead'), actor('cy'));

/** One thing that happens to a workflow: a command or, without one, the timer that is due first; `waitMs` after the move before. */
export type Move = { readonly command?: Fact; readonly by: { subject: string; roles: readonly string[] }; readonly waitMs: number };

/** A workflow's whole life, or a part of it. */
export const anyMoves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({ command: anyWorkflowCommand, by: anyActor, waitMs: fc.constantFrom(0, 0, 100, 5_000) }, { requiredKeys: ['by', 'waitMs'] }),
  { minLength: 20, maxLength: 60 },
);
