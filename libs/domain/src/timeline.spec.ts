import { describe, expect, it } from '@jest/globals';
import { Annotated, ApprovalRequested, StepClaimed, TurnsAppended, WorkflowStarted } from '@skein/contracts';
import { corpus } from '@skein/testing/kit';
import { timelineText } from './timeline.ts';

describe('the timeline', () => {
  it('has one line for every event there is', () => {
    for (const event of Object.values(corpus).flat(2)) {
      const line = timelineText(event);
      expect(line).not.toBe(event.type);
      expect(line).not.toMatch(/undefined|\[object|\n/);
    }
  });

  it('reads like a sentence', () => {
    expect(timelineText(WorkflowStarted({ title: 'Survey', tags: [], ttlMs: 0 }))).toBe('Workflow started: Survey');
    expect(timelineText(StepClaimed({ step: 'files', attempt: 2, fence: 2, by: 'ann', worker: 'w1', leaseUntil: '' }))).toBe(
      'Step files claimed by ann (w1), attempt 2',
    );
    expect(timelineText(ApprovalRequested({ gate: 'ship', title: 'Go?', risk: 'critical', roles: ['lead', 'ops'], quorum: 2 }))).toBe(
      'Approval ship asked of 2 people (lead or ops), critical risk: Go?',
    );
    expect(
      timelineText(
        TurnsAppended({
          first: 4,
          turns: [
            { role: 'user', content: 'x' },
            { role: 'user', content: 'y' },
          ],
        }),
      ),
    ).toBe('Turns 4 to 5 added');
  });

  it('is one line of at most 300 characters, without half a character at its end', () => {
    expect(timelineText(Annotated({ text: 'first\nsecond' }))).toBe('Note: first second');
    for (const pad of ['', 'x']) {
      const line = timelineText(Annotated({ text: pad + '🦊'.repeat(400) }));
      expect(line.length).toBeLessThanOrEqual(300);
      expect(line.isWellFormed()).toBe(true);
      expect(line.endsWith('…')).toBe(true);
    }
  });

  it('names an event that it does not know as it is', () => {
    expect(timelineText({ type: 'workflow.of-tomorrow', data: {} })).toBe('workflow.of-tomorrow');
    expect(timelineText({ type: 'constructor', data: {} })).toBe('constructor');
  });
});
