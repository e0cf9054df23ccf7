import { deepStrictEqual } from 'node:assert';
import { describe, expect, it } from '@jest/globals';
import {
  CompleteStep,
  ExtendLease,
  FailStep,
  FireTimer,
  StartWorkflow,
  StepClaimed,
  WorkflowStatus,
  closedStatuses,
  type EventOf,
} from '@skein/contracts';
import { anyActor, anyMoves, play, type Move } from '@skein/testing/kit';
import fc from 'fast-check';
import { completedSteps } from './step/step.state.ts';
import { evolveWithChanges } from './workflow.changes.ts';
import { workflowDecider } from './workflow.decider.ts';
import { gatesOf, stepRow, stepsOf, workflowSummary } from './workflow.rows.ts';
import type { WorkflowState } from './workflow.state.ts';

const start: Move = {
  command: StartWorkflow({ title: 'Work', ttlMs: 60_000, steps: [{ step: 'a', capability: 'work' }] }),
  by: { subject: 'ann', roles: [] },
  waitMs: 0,
};
// States are compared by node:assert: jest takes a step named `constructor` for the class of its record.
const lives = anyMoves.map((moves) => [start, ...moves]);
const runs = { numRuns: 200 };
const always = (check: (moves: Move[]) => void) => fc.assert(fc.property(lives, check), runs);

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const refold = (history: ReturnType<typeof play>['history']): WorkflowState =>
  history.reduce((state, one) => workflowDecider.evolve(state, one.event, one), workflowDecider.initialState());

describe('whatever happens to a workflow', () => {
  it('leads to every status that events can lead to', () => {
    const seen = new Set<string>();
    const watch = fc.property(lives, (moves) => void seen.add(play(workflowDecider, moves).state.status));
    fc.assert(watch, { numRuns: 1_000, seed: 1 });
    expect([...seen].toSorted()).toEqual(WorkflowStatus.options.filter((status) => status !== 'compensating').toSorted());
  });

  it('folds from its history to the state that was decided on', () =>
    always((moves) => {
      const { state, history } = play(workflowDecider, moves);
      deepStrictEqual(refold(history), state);
      expect(state.version).toBe(history.length);
    }));

  it('is plain JSON: a state that was stored and read goes on like the one that was kept', () =>
    always((moves) => {
      const half = Math.floor(moves.length / 2);
      const { history, state } = play(workflowDecider, moves);
      const stored = json(refold(history.slice(0, half))) as WorkflowState;
      const resumed = history.slice(half).reduce((one, next) => workflowDecider.evolve(one, next.event, next), stored);
      deepStrictEqual(resumed, state);
      deepStrictEqual(json(state), state);
    }));

  it('changes no state by deciding', () =>
    always((moves) => {
      for (const { decision, before, after } of play(workflowDecider, moves).played)
        if (decision.kind !== 'events') expect(after).toBe(before);
    }));

  it('leaves a copy alone when the original goes on, and the original when the copy does', () =>
    fc.assert(
      fc.property(lives, fc.nat(60), (moves, at) => {
        const { history } = play(workflowDecider, moves);
        for (const goesOn of ['original', 'copy'] as const) {
          const original = refold(history.slice(0, at));
          const kept = JSON.stringify(original);
          const copy = workflowDecider.copy(original);
          deepStrictEqual(copy, original);
          const [moving, still] = goesOn === 'original' ? [original, copy] : [copy, original];
          history.slice(at).reduce((state, one) => workflowDecider.evolve(state, one.event, one), moving);
          expect(JSON.stringify(still)).toBe(kept);
        }
      }),
      runs,
    ));

  it('gives every claim of a step a higher fence than the one before', () =>
    always((moves) => {
      const newest = new Map<string, number>();
      for (const { event } of play(workflowDecider, moves).history) {
        if (event.type !== StepClaimed.type) continue;
        const { step, fence } = (event as EventOf<typeof StepClaimed>).data;
        expect(fence).toBeGreaterThan(newest.get(step) ?? 0);
        newest.set(step, fence);
      }
    }));

  it('keeps holders to claimed steps, one each', () =>
    always((moves) => {
      for (const row of stepsOf(play(workflowDecider, moves).state)) expect(row.heldBy !== undefined).toBe(row.status === 'claimed');
    }));

  it('leaves nothing open, nothing held and nothing due in a workflow that has ended', () =>
    always((moves) => {
      const { state } = play(workflowDecider, moves);
      const open = stepsOf(state).filter(({ status }) => status !== 'failed' && status !== 'cancelled').length;
      const gates = gatesOf(state).filter(({ status }) => status === 'open').length;
      expect(workflowSummary(state)).toMatchObject({ openSteps: open, openGates: gates });
      const { status } = workflowSummary(state);
      if (closedStatuses.has(status)) expect([open, gates, workflowDecider.timers(state)]).toEqual([0, 0, []]);
      if (status === 'completed') expect([stepsOf(state), gatesOf(state)]).toEqual([[], []]);
      if (status === 'awaiting_approval') expect(gates).toBeGreaterThan(0);
      if (status === 'running') expect(gates).toBe(0);
    }));

  it('never wants a deadline again that it has let go, and refuses none', () =>
    always((moves) => {
      const over = new Set<string>();
      let before = new Set<string>();
      for (const { command, decision, after } of play(workflowDecider, moves).played) {
        if (command.type === FireTimer.type) expect(decision.kind).not.toBe('rejected');
        const wanted = new Set(workflowDecider.timers(JSON.parse(after) as WorkflowState).map((timer) => JSON.stringify(timer)));
        for (const timer of before) if (!wanted.has(timer)) over.add(timer);
        for (const timer of wanted) expect(over).not.toContain(timer);
        before = wanted;
      }
    }));

  it('never leaves a running workflow without work once something was done', () =>
    always((moves) => {
      const { status, openSteps, completedSteps } = workflowSummary(play(workflowDecider, moves).state);
      if (status === 'running' && completedSteps > 0) expect(openSteps).toBeGreaterThan(0);
    }));

  it('refuses what is said under a fence that is not the newest, from anyone', () =>
    fc.assert(
      fc.property(lives, anyActor, (moves, actor) => {
        const { state, history } = play(workflowDecider, moves);
        if (!['running', 'awaiting_approval', 'paused'].includes(state.status)) return;
        for (const { step, fence } of stepsOf(state)) {
          for (let old = 1; old < fence; old++) {
            const late = [
              { type: ExtendLease.type, data: { step, fence: old, leaseMs: 1_000 } },
              { type: CompleteStep.type, data: { step, fence: old, next: [] } },
              { type: FailStep.type, data: { step, fence: old, error: { message: 'late' }, retriable: true } },
            ];
            for (const answer of late)
              expect(workflowDecider.decide(answer, state, { now: state.updatedAt, actor, version: history.length })).toMatchObject({
                kind: 'rejected',
                code: 'step.lease-stale',
                detail: { newest: fence },
              });
          }
        }
      }),
      { numRuns: 500 },
    ));

  it('tells views each row that changed', () =>
    always((moves) => {
      const { state: expected, history } = play(workflowDecider, moves);
      const state = workflowDecider.initialState();
      const steps = new Map<string, object>();
      const gates = new Map<string, object>();
      for (const one of history) {
        const changes = evolveWithChanges(state, one.event, one);
        for (const { step, record } of changes.steps) steps.set(step, stepRow(step, record));
        for (const row of changes.gates) gates.set(row.gate, row);
      }
      deepStrictEqual(state, expected);
      for (const row of stepsOf(state)) deepStrictEqual(steps.get(row.step), row);
      for (const row of gatesOf(state)) deepStrictEqual(gates.get(row.gate), row);
      const completed = [...steps.values()].filter((row) => 'status' in row && row.status === 'completed');
      expect(completed).toHaveLength(completedSteps(state));
    }));
});
