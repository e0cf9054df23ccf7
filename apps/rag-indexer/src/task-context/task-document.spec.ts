import { describe, expect, it } from '@jest/globals';
import {
  StepCompleted,
  StepFailed,
  StepScheduled,
  WorkflowCompleted,
  WorkflowStarted,
  type EventDefinition,
  type EventRecord,
} from '@skein/contracts';
import { foldTask } from './task-document.fold.ts';
import { emptyDocument, textOf } from './task-document.ts';

const event = (definition: Pick<EventDefinition, 'wireType'>, data: object) =>
  ({ type: definition.wireType, time: '2026-01-01T00:00:00.000Z', subject: 'w', tenant: 'acme', data }) as EventRecord;

const plan = { step: 'build', capability: 'code', dependsOn: [], timeoutMs: 0, priority: 0 };

describe('the living document of a workflow', () => {
  const document = emptyDocument();
  const events = [
    event(WorkflowStarted, { title: 'Fix the login', goal: 'users can log in again', tags: ['auth'], ttlMs: 0 }),
    event(StepScheduled, plan),
    event(StepFailed, { step: 'build', error: { message: 'Cannot find module bcrypt' }, by: 'bob' }),
    event(StepCompleted, { step: 'build', by: 'ann', output: { patch: 'add bcrypt' }, usage: { inputTokens: 10, costMicroUsd: 1200 } }),
    event(WorkflowCompleted, {}),
  ];
  for (const one of events) foldTask(document, one);

  it('says the goal, who did what, and what it cost', () => {
    const text = textOf(document);
    for (const part of ['Fix the login (completed)', 'users can log in again', 'completed by ann', 'add bcrypt', '0.0012 USD'])
      expect(text).toContain(part);
  });

  it('remembers an error as fixed once its step is completed', () =>
    expect(textOf(document)).toContain('fixed error: Cannot find module bcrypt'));
});
