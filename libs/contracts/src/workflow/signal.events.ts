import { event, type EventOf } from '../core/definition.ts';
import { Json, SignalName, Subject } from '../core/primitives.ts';

export const SignalReceived = event('workflow.signal-received', 1, { name: SignalName, by: Subject, payload: Json.optional() });

export type SignalEvent = EventOf<typeof SignalReceived>;
