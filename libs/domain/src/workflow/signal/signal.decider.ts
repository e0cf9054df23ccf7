import { Signal, SignalReceived } from '@skein/contracts';
import { decider } from '../../core/decider.ts';
import type { SignalState } from './signal.state.ts';

const commands = { Signal };

export const signal = decider<SignalState, typeof commands>(commands, {
  Signal: ({ name, payload }, _, { actor }) => [SignalReceived({ name, by: actor.subject, payload })],
});
