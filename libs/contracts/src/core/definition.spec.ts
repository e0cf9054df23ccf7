import { describe, expect, it } from '@jest/globals';
import { StepClaimed, StepScheduled } from '../workflow/step.events.ts';
import { ClaimStep, ScheduleStep } from '../workflow/step.commands.ts';
import { commandDefinitions, eventDefinitions, internalCommands, typeOfWireType } from './catalogue.ts';
import { categories } from './primitives.ts';

const all = [...commandDefinitions.values(), ...eventDefinitions.values()];

describe('a definition', () => {
  it('makes facts', () => expect(ClaimStep({ step: 'files' })).toEqual({ type: 'workflow.claim-step', data: { step: 'files' } }));

  it('fills in defaults where it parses, not where it makes', () =>
    expect(ClaimStep.schema.parse({ step: 'files' })).toEqual({ step: 'files', leaseMs: 30_000 }));

  it('refuses fields that it does not know, and names them', () => {
    const { error } = ClaimStep.schema.safeParse({ step: 'files', lease: 5 });
    expect(error!.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['lease'] });
  });

  it('says under which name it travels', () => {
    expect(StepClaimed.wireType).toBe('dev.skein.workflow.step-claimed.v1');
    expect(typeOfWireType(StepClaimed.wireType)).toBe('workflow.step-claimed');
    expect(typeOfWireType('dev.skein.workflow.step-claimed.v2')).toBeUndefined();
  });

  it('names answers that its data has', () => {
    for (const { answers, schema } of eventDefinitions.values())
      expect(Object.keys(schema.shape)).toEqual(expect.arrayContaining([...answers]));
    expect(StepClaimed.answers).toContain('fence');
  });

  it('schedules exactly what was asked for', () =>
    expect(Object.keys(StepScheduled.schema.shape)).toEqual(Object.keys(ScheduleStep.schema.shape)));
});

describe('the catalogue', () => {
  it('gives every command and event a wire type of its own, and a category that exists', () => {
    expect(new Set(all.map(({ wireType }) => wireType)).size).toBe(all.length);
    for (const { category, type } of all) {
      expect(categories).toContain(category);
      expect(type.startsWith(`${category}.`)).toBe(true);
    }
  });

  it('keeps from the doors what only owners send', () => expect([...internalCommands]).toEqual(['workflow.fire-timer']));
});
