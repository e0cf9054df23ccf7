import {
  Annotate,
  Approve,
  CancelWorkflow,
  ClaimStep,
  CompleteStep,
  Escalate,
  ExtendLease,
  FailStep,
  FireTimer,
  PauseWorkflow,
  RecordUsage,
  Reject,
  RequestApproval,
  ResumeWorkflow,
  RetryFrom,
  ScheduleStep,
  Signal,
  StartWorkflow,
  type Fact,
} from '@skein/contracts';
import fc from 'fast-check';
import { actor } from './actors.ts';
import { after } from './times.ts';

// Few names, so that commands meet the same steps and gates; one of them is inherited by every object.
const step = fc.constantFrom('a', 'b', 'c', 'constructor');
const gate = fc.constantFrom('g', 'h', 'constructor');
const instants = fc.constantFrom(after(-1), after(20_000), after(200_000));
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
  [CompleteStep.type]: fc
    .record({
      step,
      fence,
      next: fc.array(plan, { maxLength: 1 }),
      usage: fc.constantFrom(undefined, undefined, undefined, { inputTokens: 7 }, { costMicroUsd: 5 }),
    })
    .map(CompleteStep),
  [FailStep.type]: fc.record({ step, fence, error: fc.constant({ message: 'broke' }), retriable: fc.boolean() }).map(FailStep),
  [RequestApproval.type]: fc
    .record({
      gate,
      title: fc.constant('Go?'),
      risk: fc.constantFrom('low' as const, 'critical' as const),
      roles: fc.constant<string[]>(['lead']),
      quorum: fc.constantFrom(1, 2),
      expiresAt: fc.option(instants, { nil: undefined }),
      escalation: fc.option(
        fc.record({ at: instants, roles: fc.constant<string[]>(['boss']), expiresAt: fc.option(instants, { nil: undefined }) }),
        { nil: undefined },
      ),
    })
    .map(RequestApproval),
  [Escalate.type]: fc
    .record({ gate, roles: fc.constantFrom<string[]>(['lead'], ['boss']), expiresAt: fc.option(instants, { nil: undefined }) })
    .map(Escalate),
  [Approve.type]: fc.record({ gate, justification: fc.constantFrom(undefined, 'tested') }).map(Approve),
  [Reject.type]: fc.record({ gate, reason: fc.constant('no') }).map(Reject),
  [PauseWorkflow.type]: fc.constant(PauseWorkflow({})),
  [ResumeWorkflow.type]: fc.constant(ResumeWorkflow({})),
  [CancelWorkflow.type]: fc.constant(CancelWorkflow({})),
  [RetryFrom.type]: fc.record({ step }).map(RetryFrom),
  [Signal.type]: fc.record({ name: gate, payload: fc.constantFrom(undefined, { a: 1 }) }).map(Signal),
  [RecordUsage.type]: fc
    .record({
      usage: fc.constantFrom({}, { inputTokens: 3, outputTokens: 4, model: 'm' }, { costMicroUsd: Number.MAX_SAFE_INTEGER - 1 }),
      step: fc.option(step, { nil: undefined }),
      agent: fc.option(fc.constant('helper'), { nil: undefined }),
    })
    .map(RecordUsage),
  [Annotate.type]: fc.constant(Annotate({ text: 'noted' })),
  [FireTimer.type]: fc
    .record({
      purpose: fc.constantFrom(
        'step-lease' as const,
        'step-timeout' as const,
        'step-retry' as const,
        'approval-expiry' as const,
        'approval-escalation' as const,
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
  [ScheduleStep.type]: 10,
  [ClaimStep.type]: 20,
  [CompleteStep.type]: 16,
  [FailStep.type]: 10,
  [ResumeWorkflow.type]: 8,
  [RequestApproval.type]: 4,
  [Approve.type]: 14,
  [RetryFrom.type]: 3,
  [Annotate.type]: 1,
};

export const anyWorkflowCommand: fc.Arbitrary<Fact> = fc.oneof(
  ...Object.entries(anyCommandByType).map(([type, arbitrary]) => ({ arbitrary, weight: weights[type] ?? 2 })),
);

export const anyActor = fc.constantFrom(actor('ann', 'lead'), actor('bob', 'lead', 'boss'), actor('cy'));

/** One thing that happens to a workflow: a command or, without one, the timer that is due first; `waitMs` after the move before. */
export type Move = { readonly command?: Fact; readonly by: { subject: string; roles: readonly string[] }; readonly waitMs: number };

/** A workflow's whole life, or a part of it. */
export const anyMoves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({ command: anyWorkflowCommand, by: anyActor, waitMs: fc.constantFrom(0, 0, 100, 5_000) }, { requiredKeys: ['by', 'waitMs'] }),
  { minLength: 20, maxLength: 60 },
);
