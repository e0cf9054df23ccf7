import { describe, expect, it } from '@jest/globals';
import {
  Approve,
  ClaimStep,
  CompleteStep,
  RetryFrom,
  StartWorkflow,
  StepClaimed,
  WorkflowFailed,
  type EventOf,
  type Fact,
} from '@skein/contracts';
import { anyMoves, play, type Move } from '@skein/testing/kit';
import fc from 'fast-check';
import { workflowDecider } from '../workflow.decider.ts';
import { gatesOf, stepsOf } from '../workflow.rows.ts';
import type { WorkflowState } from '../workflow.state.ts';

const start: Move = {
  command: StartWorkflow({ title: 'Work', ttlMs: 0, steps: [{ step: 'a', capability: 'work' }] }),
  by: { subject: 'ann', roles: [] },
  waitMs: 0,
};
const lives = anyMoves.map((moves) => [start, ...moves]);

/** The state in which the workflow failed first, if it did. */
function failedState(moves: readonly Move[]): WorkflowState | undefined {
  const { history } = play(workflowDecider, moves);
  const end = history.findIndex(({ event }) => event.type === WorkflowFailed.type);
  if (end === -1) return undefined;
  return history.slice(0, end + 1).reduce((state, one) => workflowDecider.evolve(state, one.event, one), workflowDecider.initialState());
}

/** Decides and folds as an owner would; answers the events. */
function decide(state: WorkflowState, { type, data }: Fact, subject: string, roles: readonly string[] = []): readonly Fact[] {
  const decision = workflowDecider.decide({ type, data }, state, {
    now: state.updatedAt,
    actor: { subject, roles },
    version: state.version,
  });
  if (decision.kind !== 'events') return [];
  for (const event of decision.events)
    workflowDecider.evolve(state, event, { version: state.version + 1, time: state.updatedAt, actor: subject });
  return decision.events;
}

/** Does whatever can be done until nothing moves any more. */
function workOff(state: WorkflowState): void {
  for (let before = -1; state.version !== before;) {
    before = state.version;
    for (const { gate, roles } of gatesOf(state).filter(({ status }) => status === 'open'))
      for (const subject of ['x', 'y', 'z']) decide(state, Approve({ gate, justification: 'fine' }), subject, roles);
    for (const { step, agent = 'x' } of stepsOf(state).filter(({ status }) => status === 'ready')) {
      const [claim] = decide(state, { type: ClaimStep.type, data: { step, leaseMs: 1_000 } }, agent);
      if (!claim) continue;
      const { fence } = (claim as EventOf<typeof StepClaimed>).data;
      decide(state, { type: CompleteStep.type, data: { step, fence, next: [] } }, agent);
    }
  }
}

describe('a workflow that has failed, however', () => {
  it('can be taken up again from any of its steps, and be completed', () => {
    let tried = 0;
    fc.assert(
      fc.property(lives, (moves) => {
        const failed = failedState(moves);
        fc.pre(failed !== undefined);
        for (const step of ['a', 'b', 'c', 'constructor']) {
          const state = JSON.parse(JSON.stringify(failed)) as WorkflowState;
          const events = decide(state, RetryFrom({ step }), 'ann');
          if (events.length === 0) continue;
          tried += 1;
          expect(Object.values(state.steps).every(({ status }) => status === 'ready' || status === 'blocked')).toBe(true);
          workOff(state);
          expect(state.status).toBe('completed');
        }
      }),
      // Lives that do not fail count as none: few do.
      { numRuns: 30, maxSkipsPerRun: 1_000 },
    );
    expect(tried).toBeGreaterThan(20);
  });
});
