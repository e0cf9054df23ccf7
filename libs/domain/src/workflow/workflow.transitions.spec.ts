import { describe, expect, it } from '@jest/globals';
import {
  Annotate,
  ApprovalRejected,
  ApprovalRequested,
  DEFAULT_RETRY,
  FireTimer,
  RetryFrom,
  StartWorkflow,
  StepClaimed,
  StepScheduled,
  WorkflowCancelled,
  WorkflowCompleted,
  WorkflowExpired,
  WorkflowFailed,
  WorkflowPaused,
  WorkflowStarted,
  WorkflowStatus,
  closedStatuses,
  commandDefinitions,
  eventDefinitions,
  isProblemCode,
  type Decision,
  type Fact,
} from '@skein/contracts';
import { NOON, after, anyActor, anyCommandByType, happened, stateAfter } from '@skein/testing/kit';
import fc from 'fast-check';
import { workflowDecider } from './workflow.decider.ts';
import type { WorkflowState } from './workflow.state.ts';

const started = WorkflowStarted({ title: 'Work', tags: [], ttlMs: 60_000 });
const scheduled = StepScheduled({ step: 'a', capability: 'work', dependsOn: [], retry: DEFAULT_RETRY, timeoutMs: 0, priority: 0 });
const claimed = StepClaimed({ step: 'a', attempt: 1, fence: 1, by: 'ann', leaseUntil: after(5_000) });
const gate = ApprovalRequested({ gate: 'g', title: 'Go?', risk: 'low', roles: ['lead'], quorum: 1 });
const working = [started, scheduled, claimed];

const histories: Record<Exclude<WorkflowStatus, 'compensating'>, readonly Fact[]> = {
  running: working,
  awaiting_approval: [...working, gate],
  paused: [...working, gate, WorkflowPaused({})],
  completed: [...working, WorkflowCompleted({})],
  failed: [...working, WorkflowFailed({ step: 'a', message: 'broke' })],
  rejected: [...working, gate, ApprovalRejected({ gate: 'g', by: 'ann', reason: 'no' })],
  cancelled: [...working, WorkflowCancelled({})],
  expired: [...working, WorkflowExpired({ idleMs: 60_000 })],
};

/** No event leads to `compensating` yet; it must be guarded already. */
function stateIn(status: WorkflowStatus): WorkflowState {
  if (status === 'compensating') return { ...stateIn('running'), status };
  return stateAfter(
    workflowDecider,
    histories[status].map((fact) => happened(fact, { by: 'ann' })),
  );
}

const commandTypes = [...commandDefinitions.values()].filter(({ category }) => category === 'workflow').map(({ type }) => type);
const pairs = WorkflowStatus.options.flatMap((status) => commandTypes.map((command) => ({ status, command })));

function everyDecision(status: WorkflowStatus, command: string, check: (decision: Decision) => void): void {
  const { schema } = commandDefinitions.get(command)!;
  fc.assert(
    fc.property(anyCommandByType[command]!, anyActor, fc.constantFrom(0, 5_000, 300_000), ({ data }, actor, later) => {
      const state = stateIn(status);
      const before = JSON.stringify(state);
      const asked = { type: command, data: schema.parse(data) };
      check(workflowDecider.decide(asked, state, { now: NOON + later, actor, version: state.version }));
      expect(JSON.stringify(state)).toBe(before);
    }),
    { numRuns: 60 },
  );
}

describe('every pair of status and command', () => {
  it('is tried: all statuses can be reached, all commands are known', () => {
    for (const status of WorkflowStatus.options) expect(stateIn(status).status).toBe(status);
    expect(Object.keys(anyCommandByType).toSorted()).toEqual(commandTypes.toSorted());
  });

  it.each(pairs)('$command in $status gives events, nothing, or a refusal with a pinned code', ({ status, command }) =>
    everyDecision(status, command, (decision) => {
      if (decision.kind === 'rejected') expect(isProblemCode(decision.code)).toBe(true);
      if (decision.kind !== 'events') return;
      expect(decision.events.length).toBeGreaterThan(0);
      for (const { type, data } of decision.events) expect(eventDefinitions.get(type)!.schema.parse(data)).toStrictEqual(data);
    }),
  );
});

describe('a workflow that has ended', () => {
  const reopens = ({ status, command }: (typeof pairs)[number]) => status === 'failed' && command === RetryFrom.type;
  const ended = pairs.filter((pair) => closedStatuses.has(pair.status) && !reopens(pair));

  it.each(ended)('accepts $command in $status only as far as that changes nothing but its notes', ({ status, command }) =>
    everyDecision(status, command, (decision) => expect(decision).toMatchObject(expected(status, command))),
  );

  it('is taken up again only when it has failed', () =>
    everyDecision('failed', RetryFrom.type, (decision) => {
      if (decision.kind === 'events') expect(decision.events[0]).toMatchObject({ type: 'workflow.workflow-reopened' });
      else expect(decision).toMatchObject({ kind: 'rejected', code: 'step.unknown' });
    }));

  function expected(status: WorkflowStatus, command: string): object {
    if (command === Annotate.type) return { kind: 'events', events: [{ type: 'workflow.annotated' }] };
    if (command === FireTimer.type) return { kind: 'unchanged' };
    if (command === StartWorkflow.type) return { kind: 'rejected', code: 'workflow.exists' };
    return { kind: 'rejected', code: 'workflow.illegal-transition', detail: { status, command } };
  }
});

describe('a workflow that was never started', () => {
  it.each(commandTypes)('knows only its start: %s', (command) => {
    const { schema } = commandDefinitions.get(command)!;
    fc.assert(
      fc.property(anyCommandByType[command]!, anyActor, ({ data }, actor) => {
        const meta = { now: NOON, actor, version: 0 };
        const decision = workflowDecider.decide({ type: command, data: schema.parse(data) }, workflowDecider.initialState(), meta);
        if (command === FireTimer.type) expect(decision.kind).toBe('unchanged');
        else if (command !== StartWorkflow.type) expect(decision).toMatchObject({ kind: 'rejected', code: 'workflow.unknown' });
      }),
    );
  });

  it('refuses commands of other kinds of streams', () => {
    const decision = workflowDecider.decide({ type: 'agent.register-agent', data: {} }, stateIn('running'), {
      now: NOON,
      actor: { subject: 'ann', roles: [] },
      version: 3,
    });
    expect(decision).toMatchObject({ kind: 'rejected', code: 'command.unknown-type' });
  });
});
