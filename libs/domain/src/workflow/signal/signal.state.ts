import { SignalReceived } from '@skein/contracts';
import { evolver } from '../../core/evolver.ts';

/** The signals of one name: how many there were, and the version of the newest. */
export interface SignalRecord {
  readonly name: string;
  readonly count: number;
  readonly version: number;
}

export interface SignalState {
  /** By name, the one that was received last at the end. Replaced as a whole, never changed in place. */
  signals: readonly SignalRecord[];
  signalCount: number;
}

/** Names beyond these are forgotten, those not heard of for longest first; their events stay. */
export const MAX_SIGNAL_NAMES = 50;

export const initialSignals = (): SignalState => ({ signals: [], signalCount: 0 });

const events = { SignalReceived };

export const evolveSignals = evolver<SignalState, typeof events>(events, {
  SignalReceived(state, { name }, { version }) {
    const before = state.signals.find((signal) => signal.name === name)?.count ?? 0;
    const others = state.signals.filter((signal) => signal.name !== name);
    state.signals = [...others, { name, count: before + 1, version }].slice(-MAX_SIGNAL_NAMES);
    state.signalCount += 1;
  },
});
