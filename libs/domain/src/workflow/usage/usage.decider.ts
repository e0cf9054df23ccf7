import { RecordUsage, UsageRecorded } from '@skein/contracts';
import { decider, reject, unchanged } from '../../core/decider.ts';
import { stepStatus, type StepState } from '../step/step.state.ts';
import { exceeds, isNothing, type UsageState } from './usage.state.ts';

const commands = { RecordUsage };

export const usage = decider<UsageState & StepState, typeof commands>(commands, {
  RecordUsage({ usage, step, agent }, state, { actor }) {
    if (step !== undefined && !stepStatus(state, step)) return reject('step.unknown', { step });
    if (exceeds(state, usage)) return reject('usage.too-large', { counted: state.usage });
    return isNothing(usage) ? unchanged : [UsageRecorded({ usage, agent: agent ?? actor.subject, step })];
  },
});
