import { event, type EventOf } from '../core/definition.ts';
import { StepId, Subject } from '../core/primitives.ts';
import { Usage } from './usage.ts';

export const UsageRecorded = event('workflow.usage-recorded', 1, { usage: Usage, agent: Subject, step: StepId.optional() });

export type UsageEvent = EventOf<typeof UsageRecorded>;
