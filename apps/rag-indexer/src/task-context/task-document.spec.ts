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
import { emptyDocument, type TaskDocument } from './task-document.ts';
import { LONGEST_PIECE, piecesOf } from './task-text.ts';

const event = (definition: Pick<EventDefinition, 'wireType'>, data: object) =>
  ({ type: definition.wireType, time: '2026-01-01T00:00:00.000Z', subject: 'w', tenant: 'acme', data }) as EventRecord;

const textOf = (document: TaskDocument) =>
  piecesOf(document)
    .map(({ text }) => text)
    .join('\n');

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

  it('is one piece while it is short', () => expect(piecesOf(document).map(({ key }) => key)).toEqual(['document']));

  describe('when it has become long', () => {
    const at = (second: number, definition: Pick<EventDefinition, 'wireType'>, data: object) =>
      ({ ...event(definition, data), time: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z` }) as EventRecord;
    const long = emptyDocument();
    foldTask(long, at(0, WorkflowStarted, { title: 'Move the ledger', goal: 'word '.repeat(700), tags: [], ttlMs: 0 }));
    for (let n = 0; n < 20; n++) {
      foldTask(long, at(n, StepScheduled, { ...plan, step: `s${n}` }));
      foldTask(long, at(n, StepCompleted, { step: `s${n}`, by: 'ann', output: `said ${n} `.repeat(40) }));
    }
    foldTask(long, at(20, StepScheduled, { ...plan, step: 'wide' }));
    foldTask(long, at(20, StepCompleted, { step: 'wide', by: 'ann', output: '😀'.repeat(1_000) }));
    const before = piecesOf(long);

    it('is cut into pieces that fit a context pack, with nothing lost', () => {
      expect(Math.max(...before.map(({ text }) => text.length))).toBeLessThanOrEqual(LONGEST_PIECE);
      expect(new Set(before.map(({ key }) => key)).size).toBe(before.length);
      const all = before.map(({ text }) => text).join('\n');
      expect(all.match(/word/g)).toHaveLength(700);
      expect(all.match(/said/g)).toHaveLength(800);
      expect(all.match(/😀/gu)).toHaveLength(1_000);
      expect(before.every(({ text }) => text.isWellFormed())).toBe(true);
    });

    it('keeps what another event does not change, so that it is not written again', () => {
      const after = structuredClone(long);
      foldTask(after, at(40, StepScheduled, { ...plan, step: 'last' }));
      const known = new Map(before.map((piece) => [piece.key, JSON.stringify(piece)]));
      const changed = piecesOf(after).filter((piece) => known.get(piece.key) !== JSON.stringify(piece));
      expect(changed.map(({ key }) => key).filter((key) => key.startsWith('step/'))).toHaveLength(1);
    });
  });
});
