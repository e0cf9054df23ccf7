import { command } from '../core/definition.ts';
import { StepId, Subject } from '../core/primitives.ts';
import { Usage } from './usage.ts';

/** Counts what work has cost beside what completed steps report themselves. `agent`: who used it up, if that is not who reports it. */
export const RecordUsage = command('workflow.record-usage', { usage: Usage, step: StepId.optional(), agent: Subject.optional() });
